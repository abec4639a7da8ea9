import { newId, wireTime } from '@pingvas/http';

/** The argument of `generation_create` for one small job, as generation-service would make it. */
export function createArgument(planKey: string, modelId: string, modelRevision: number) {
  const id = newId();
  const none = {
    batch_id: null,
    client_ref: null,
    negative_prompt: null,
    style_id: null,
    actual_credits: null,
    released_credits: null,
    queue: null,
    progress: null,
    error: null,
    start_deadline_at: null,
    board_id: null,
  };
  return {
    idempotency: null,
    expected: { plan_key: planKey, model_id: modelId, model_revision: modelRevision },
    problem: null,
    infeasible: null,
    capacity: 0,
    image_ids: [newId()],
    estimated_seconds: 10,
    rate_percent: 100,
    location: `/api/v1/generation/jobs/${id}`,
    job: {
      ...none,
      id,
      status: 'pending',
      mode: 'txt2img',
      model_id: modelId,
      model_name: 'sd15-base',
      prompt: 'a lighthouse',
      parameters: { width: 512, height: 512, steps: 20, cfg_scale: 7.5, seed: 42, sampler: 'euler', clip_skip: 0 },
      num_images: 1,
      priority_class: 'standard',
      priority: 100,
      gpu_class: 't4',
      estimated_credits: 10,
      held_credits: 10,
      attempt: 0,
      images: [],
      partial: false,
      warnings: [],
      price_version: 'bench',
      visibility: 'private',
      created_at: wireTime(new Date()),
    },
  };
}
