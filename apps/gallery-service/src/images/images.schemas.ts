import { Id, listQuery, Page } from '@pingvas/http';
import { Type, type Static, type TSchema } from 'typebox';
import { Image, SOURCES, VISIBILITIES } from './image.schema.ts';

const MAX_VALUES = 50;
const AnyOf = <Item extends TSchema>(item: Item) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: MAX_VALUES }));

const Filters = Type.Object({
  board_id: AnyOf(Id),
  job_id: AnyOf(Id),
  batch_id: AnyOf(Id),
  model_id: AnyOf(Id),
  visibility: AnyOf(Type.Enum([...VISIBILITIES])),
  source: AnyOf(Type.Enum([...SOURCES])),
  starred: Type.Optional(Type.Boolean()),
  tag: AnyOf(Type.String({ minLength: 1, maxLength: 40 })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Part of the prompt or title' })),
  trash: Type.Boolean({ default: false, description: 'What was deleted, instead of what was not' }),
});

const IMAGE_SORTS = ['created_at', 'like_count', 'view_count', 'file_size_bytes'] as const;

export const ImagesQuery = listQuery({ sortBy: IMAGE_SORTS, filters: Filters.properties });
export type ImagesQuery = Static<typeof ImagesQuery>;

export const ImageParams = Type.Object({ image_id: Id });

export const listImagesSchema = {
  summary: 'The caller’s images',
  description: 'What the caller made or uploaded; deleted ones only with `trash=true`.',
  tags: ['Images'],
  querystring: ImagesQuery,
  response: { 200: Page(Image) },
};

export const getImageSchema = {
  summary: 'One image',
  description:
    'Its owner always sees it, anybody else when it is public or unlisted. A read by somebody else counts as a view, once per viewer and hour.',
  tags: ['Images'],
  params: ImageParams,
  response: { 200: Image },
};
