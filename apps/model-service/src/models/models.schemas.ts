import { Id, listQuery, Nullable, Page, Time } from '@pingvas/http';
import { BASES, GPU_CLASSES, PLAN_TYPES } from '@pingvas/plans';
import { Type, type Static } from 'typebox';
import { sdxlExample } from './model-example.ts';

const ModelType = Type.Enum(['main', 'lora', 'controlnet', 'ip_adapter', 'vae', 'upscaler']);
const ModelBase = Type.Enum([...BASES, 'any']);
const Pixels = Type.Integer({ minimum: 1, description: 'Pixels' });

/** What a request of this model gets where it says nothing. */
export const DefaultParameters = Type.Object({
  width: Pixels,
  height: Pixels,
  steps: Type.Integer({ minimum: 1 }),
  cfg_scale: Type.Number(),
  sampler: Type.String(),
});

export const RecommendedSizes = Type.Array(Type.Object({ width: Pixels, height: Pixels }));
export const SampleImages = Type.Array(Type.String({ format: 'uri' }));

/** A model of the catalogue, as its caller may use it (API contract 2). */
export const Model = Type.Object(
  {
    id: Id,
    name: Type.String({ description: 'Unique; a request may name the model by it' }),
    display_name: Type.String(),
    description: Nullable(Type.String()),
    type: ModelType,
    base: ModelBase,
    version: Type.String(),
    min_tier: Type.Enum([...PLAN_TYPES], { description: 'The smallest plan that includes it' }),
    available: Type.Boolean({ description: 'Whether this caller can use it now' }),
    unavailable_reason: Nullable(Type.Enum(['tier', 'inactive', 'not_ready'])),
    status: Type.Enum(['uploading', 'scanning', 'ready', 'rejected']),
    owned: Type.Boolean({ description: 'Uploaded by this caller' }),
    is_active: Type.Boolean(),
    is_nsfw: Type.Boolean(),
    licence: Type.String(),
    licence_url: Nullable(Type.String({ format: 'uri' })),
    sha256: Type.String(),
    file_size_bytes: Type.Integer({ minimum: 1 }),
    model_factor: Type.Number({ description: 'Price beside sd15' }),
    gpu_class: Nullable(Type.Enum([...GPU_CLASSES], { description: 'At its default size' })),
    dimension_multiple: Type.Enum([8, 16], { description: 'Width and height are multiples of it' }),
    default_parameters: DefaultParameters,
    recommended_sizes: RecommendedSizes,
    sample_images: SampleImages,
    popularity_score: Type.Integer(),
    created_at: Time,
    updated_at: Time,
  },
  { examples: [sdxlExample] },
);
export type Model = Static<typeof Model>;

const ModelFilters = Type.Object({
  type: Type.Optional(Type.Array(ModelType, { minItems: 1 })),
  base: Type.Optional(Type.Array(ModelBase, { minItems: 1 })),
  available: Type.Optional(Type.Boolean({ description: 'Whether this caller can use it now' })),
  is_nsfw: Type.Optional(Type.Boolean()),
  owned: Type.Optional(Type.Boolean({ description: 'Uploaded by this caller' })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Part of name or description' })),
});

const MODEL_SORTS = ['popularity_score', 'created_at', 'name'] as const;

export const ModelQuery = listQuery({ sortBy: MODEL_SORTS, filters: ModelFilters.properties });
export type ModelQuery = Static<typeof ModelQuery>;

export const listModelsSchema = {
  summary: 'Models',
  description:
    'The active catalogue and the caller’s own uploads. Without a credential `available` is for the free plan.',
  tags: ['Models'],
  querystring: ModelQuery,
  response: { 200: Page(Model) },
};

export const getModelSchema = {
  summary: 'One model',
  description: 'Inactive ones too. Another user’s upload is not there.',
  tags: ['Models'],
  params: Type.Object({ model_id: Id }),
  response: { 200: Model },
};
