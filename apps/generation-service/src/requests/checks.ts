import { AppError, featureLocked, invalidParameters, type FieldError } from '@pingvas/errors';
import { familyOf, findSampler } from '@pingvas/model-families';
import {
  planWithBase,
  planWithFeature,
  planWithImages,
  planWithSide,
  type Feature,
  type PlanLimits,
} from '@pingvas/plans';
import type { CatalogueModel } from '../catalogue/catalogue.repository.ts';
import type { CreateRequest } from './create.schema.ts';
import type { JobParameters } from './parameters.ts';

const fault = (member: string, detail: string): FieldError => ({
  pointer: `/parameters/${member}`,
  code: 'INVALID_PARAMETERS',
  detail,
});

/** The model may be used in this way and by this plan. */
export function modelProblem(model: CatalogueModel, limits: PlanLimits): AppError | null {
  if (model.type !== 'main') {
    return invalidParameters({ pointer: '/model_id', code: 'INVALID_PARAMETERS', detail: 'This is not a main model.' });
  }
  if (!model.usable) return new AppError('MODEL_NOT_AVAILABLE');
  if (limits.bases.includes(model.base)) return null;
  const plan = planWithBase(model.base);
  return new AppError('MODEL_NOT_AVAILABLE', plan === null ? {} : { required_plan: plan });
}

function sideFault(name: 'width' | 'height', px: number, multiple: number): FieldError[] {
  return px % multiple === 0 ? [] : [fault(name, `must be a multiple of ${multiple} for this model`)];
}

/** Fields that are valid alone but not together, or not with this model. */
export function combinationProblem(
  request: CreateRequest,
  parameters: JobParameters,
  { base }: CatalogueModel,
): AppError | null {
  const { dimensionMultiple, guided } = familyOf(base);
  const sampler = findSampler(parameters.sampler);
  const faults = [
    ...sideFault('width', parameters.width, dimensionMultiple),
    ...sideFault('height', parameters.height, dimensionMultiple),
    ...(sampler?.bases.some((each) => each === base) ? [] : [fault('sampler', 'is not a sampler of this model')]),
    ...(guided || request.parameters?.guidance === undefined ? [] : [fault('guidance', 'is for FLUX models only')]),
    ...(guided && parameters.clip_skip > 0 ? [fault('clip_skip', 'is not for FLUX models')] : []),
  ];
  if (guided && request.negative_prompt && parameters.cfg_scale <= 1) {
    faults.push({ pointer: '/negative_prompt', code: 'INVALID_PARAMETERS', detail: 'needs cfg_scale above 1 here' });
  }
  return faults.length === 0 ? null : invalidParameters(...faults);
}

const lockedFeature = (feature: Feature): AppError =>
  featureLocked({ feature, required_plan: planWithFeature(feature) ?? 'enterprise' });

/** What the plan does not allow (API contract 1.8). */
export function tierProblem(parameters: JobParameters, numImages: number, limits: PlanLimits): AppError | null {
  const side = Math.max(parameters.width, parameters.height);
  if (side > limits.max_side_px) {
    const required_plan = planWithSide(side) ?? 'enterprise';
    return featureLocked({ feature: 'resolution', limit: limits.max_side_px, requested: side, required_plan });
  }
  if (numImages > limits.max_batch_images) {
    const required_plan = planWithImages(numImages) ?? 'enterprise';
    return featureLocked({ feature: 'batch', limit: limits.max_batch_images, requested: numImages, required_plan });
  }
  if (parameters.loras.length > 0 && !limits.features.lora) return lockedFeature('lora');
  if (parameters.controlnets.length > 0 && !limits.features.controlnet) return lockedFeature('controlnet');
  if (parameters.ip_adapter !== null && !limits.features.ip_adapter) return lockedFeature('ip_adapter');
  return null;
}
