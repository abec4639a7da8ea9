import { Id, Nullable, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';
import { imageExample } from './image-example.ts';

export const SOURCES = ['generated', 'upload'] as const;
export const VISIBILITIES = ['private', 'unlisted', 'public'] as const;
export const MODERATIONS = ['none', 'reported', 'blocked'] as const;
export const MIME_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

const Url = Type.String({ format: 'uri' });
const Pixels = Type.Integer({ minimum: 1, description: 'Pixels' });
const Count = Type.Integer({ minimum: 0 });
const Hidden = { description: 'Null to others when `prompt_hidden`' };

/** What others may see of an account (API contract 2). */
const PublicUser = Type.Object({ id: Id, username: Type.String(), profile_image_url: Nullable(Url) });
export type PublicUser = Static<typeof PublicUser>;

/** An image as its viewer may see it (API contract 2). */
export const Image = Type.Object(
  {
    id: Id,
    source: Type.Enum([...SOURCES]),
    job_id: Nullable(Id),
    batch_id: Type.Optional(Nullable(Id)),
    index: Nullable(Count),
    user: PublicUser,
    url: Url,
    preview_url: Url,
    thumbnail_url: Url,
    urls_expire_at: Nullable(Time),
    width: Pixels,
    height: Pixels,
    file_size_bytes: Type.Integer({ minimum: 1 }),
    mime_type: Type.Enum([...MIME_TYPES]),
    sha256: Type.String(),
    title: Nullable(Type.String()),
    tags: Type.Array(Type.String()),
    prompt: Nullable(Type.String(Hidden)),
    negative_prompt: Nullable(Type.String(Hidden)),
    seed: Nullable(Type.Integer(Hidden)),
    model: Nullable(Type.Object({ id: Id, name: Type.String() }, Hidden)),
    generation: Nullable(
      Type.Object({ mode: Type.String(), parameters: Type.Record(Type.String(), Type.Unknown()) }, Hidden),
    ),
    prompt_hidden: Type.Boolean(),
    visibility: Type.Enum([...VISIBILITIES]),
    nsfw: Type.Boolean(),
    moderation: Type.Enum([...MODERATIONS]),
    like_count: Count,
    view_count: Count,
    liked: Type.Optional(Type.Boolean({ description: 'With a credential' })),
    starred: Type.Optional(Type.Boolean({ description: 'With a credential' })),
    boards: Type.Optional(Type.Array(Type.Object({ id: Id, name: Type.String() }), { description: 'For the owner' })),
    expires_at: Nullable(Time),
    created_at: Time,
    updated_at: Time,
    deleted_at: Nullable(Time),
    purge_at: Nullable(Time),
  },
  { examples: [imageExample] },
);
export type Image = Static<typeof Image>;
