import { toNumber } from '@pingvas/db';
import { wireTime, wireTimeOrNull } from '@pingvas/http';
import type { ImageLinks } from './image-links.ts';
import { MIME_TYPES, MODERATIONS, SOURCES, VISIBILITIES, type Image, type PublicUser } from './image.schema.ts';
import type { ImageRow } from './images.repository.ts';

interface ImageParts {
  row: ImageRow;
  owner: PublicUser;
  links: ImageLinks;
  /** Null without a credential. */
  viewerId: string | null;
}

/**
 * An image as this viewer sees it.
 * @throws when the row holds a word that the contract does not have
 */
export function imageView({ row, owner, links, viewerId }: ImageParts): Image {
  const isOwner = row.userId === viewerId;
  return {
    id: row.id,
    source: oneOf(SOURCES, row.source),
    job_id: row.jobId,
    ...(isOwner && { batch_id: row.batchId }),
    index: row.index,
    user: owner,
    ...links,
    width: row.width,
    height: row.height,
    file_size_bytes: row.fileSizeBytes,
    mime_type: oneOf(MIME_TYPES, row.mimeType),
    sha256: row.sha256,
    title: row.title,
    tags: row.tags,
    ...(row.promptHidden && !isOwner ? HIDDEN_RECORD : generationRecord(row)),
    prompt_hidden: row.promptHidden,
    visibility: oneOf(VISIBILITIES, row.visibility),
    nsfw: row.nsfw,
    moderation: oneOf(MODERATIONS, row.moderation),
    like_count: row.likeCount,
    view_count: row.viewCount,
    // Nobody can like an image yet, or put it on a board.
    ...(viewerId !== null && { liked: false, starred: isOwner && row.starred }),
    ...(isOwner && { boards: [] }),
    expires_at: wireTimeOrNull(row.expiresAt),
    created_at: wireTime(row.createdAt),
    updated_at: wireTime(row.updatedAt),
    deleted_at: wireTimeOrNull(row.deletedAt),
    purge_at: wireTimeOrNull(row.purgeAt),
  };
}

type GenerationRecord = Pick<Image, 'prompt' | 'negative_prompt' | 'seed' | 'model' | 'generation'>;

const HIDDEN_RECORD: GenerationRecord = {
  prompt: null,
  negative_prompt: null,
  seed: null,
  model: null,
  generation: null,
};

/** How the image was made. */
const generationRecord = (row: ImageRow): GenerationRecord => ({
  prompt: row.prompt,
  negative_prompt: row.negativePrompt,
  seed: row.seed === null ? null : toNumber(row.seed),
  model: row.modelId === null || row.modelName === null ? null : { id: row.modelId, name: row.modelName },
  generation: row.mode !== null && isMap(row.parameters) ? { mode: row.mode, parameters: row.parameters } : null,
});

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function oneOf<Word extends string>(words: readonly Word[], value: string): Word {
  const found = words.find((each) => each === value);
  if (found === undefined) throw new RangeError(`an image has the word ${value}, which the contract does not know`);
  return found;
}
