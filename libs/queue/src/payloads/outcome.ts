import { Type, type Static } from 'typebox';
import { Id, ImageIndex, Milliseconds, Time } from './primitives.ts';
import { StoredImage } from './stored-image.ts';
import { leaseIdOf } from './lease.ts';

const Warning = Type.Object({ image_index: ImageIndex, code: Type.String({ minLength: 1 }) });
export type OutcomeWarning = Static<typeof Warning>;

const Fault = Type.Object({
  /** A job error code of API contract 1.3. */
  code: Type.String({ minLength: 1 }),
  message: Type.String(),
  /** Whether this attempt is lost and another start may cure it (API contract 5.4), not what a client is told. */
  retryable: Type.Boolean(),
  /** Whether it may fit on the next larger GPU class. */
  larger_class: Type.Boolean(),
});
export type OutcomeFault = Static<typeof Fault>;

/**
 * What a worker says about its lease. Messages may be applied in any order and more than once, so each one repeats
 * `started_at` and all images so far, those of earlier attempts included.
 *
 * `warnings` names the images that do not exist and why. `gpu_ms` is everything that ran in this attempt, also what
 * made no image; `model_load_ms`, `cold_start_ms` and `upload_ms` are no part of it.
 */
export const Outcome = Type.Object({
  kind: Type.Enum(['started', 'image', 'completed', 'failed', 'cancelled', 'interrupted']),
  job_id: Id,
  lease: Type.Integer({ minimum: 1 }),
  attempt: Type.Integer({ minimum: 1 }),
  worker_id: Id,
  gpu_class: Type.String({ minLength: 1 }),
  started_at: Time,
  ended_at: Type.Optional(Time),
  images: Type.Array(StoredImage, { maxItems: 10 }),
  gpu_ms: Milliseconds,
  model_load_ms: Milliseconds,
  cold_start_ms: Milliseconds,
  upload_ms: Milliseconds,
  warnings: Type.Array(Warning, { maxItems: 10 }),
  error: Type.Optional(Fault),
  reason: Type.Optional(Type.Enum(['spot', 'shutdown', 'cancel', 'run_limit'])),
  model_name: Type.String(),
  total_steps: Type.Integer({ minimum: 0 }),
});
export type Outcome = Static<typeof Outcome>;

/**
 * The queue id of an outcome: `<job>-<lease>-<kind>`, and for `image` the index of its newest image behind it, so that
 * a message put twice is one message.
 */
export const outcomeIdOf = (outcome: Outcome): string => {
  const id = `${leaseIdOf(outcome)}-${outcome.kind}`;
  return outcome.kind === 'image' ? `${id}-${outcome.images.at(-1)?.index ?? 0}` : id;
};
