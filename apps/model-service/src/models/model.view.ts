import { toNumber } from '@pingvas/db';
import { wireTime } from '@pingvas/http';
import { familyOf } from '@pingvas/model-families';
import { gpuClassOf, modelFactor } from '@pingvas/plans';
import { Value } from 'typebox/value';
import { unavailableReason, type Viewer } from './model-access.ts';
import type { ModelRow } from './models.repository.ts';
import { DefaultParameters, Model, RecommendedSizes, SampleImages } from './models.schemas.ts';

/**
 * A model as this viewer sees it.
 * @throws when the row holds something that the contract has no word for
 */
export function modelView(row: ModelRow, viewer: Viewer): Model {
  const reason = unavailableReason(row, viewer);
  const defaults = Value.Parse(DefaultParameters, row.defaultParameters);
  return Value.Parse(Model, {
    id: row.id,
    name: row.name,
    display_name: row.displayName,
    description: row.description,
    type: row.type,
    base: row.base,
    version: row.version,
    min_tier: row.minTier,
    available: reason === null,
    unavailable_reason: reason,
    status: row.status,
    owned: row.userId !== null && row.userId === viewer.userId,
    is_active: row.isActive,
    is_nsfw: row.isNsfw,
    licence: row.licence,
    licence_url: row.licenceUrl,
    sha256: row.sha256,
    file_size_bytes: toNumber(row.fileSizeBytes),
    model_factor: modelFactor(row.base) ?? 1,
    gpu_class: row.type === 'main' ? gpuClassOf(row.base, defaults.width, defaults.height) : null,
    dimension_multiple: familyOf(row.base).dimensionMultiple,
    default_parameters: defaults,
    recommended_sizes: Value.Parse(RecommendedSizes, row.recommendedSizes),
    sample_images: Value.Parse(SampleImages, row.sampleImages),
    popularity_score: row.popularityScore,
    created_at: wireTime(row.createdAt),
    updated_at: wireTime(row.updatedAt),
  });
}
