import { Type, type Static } from 'typebox';
import { Id, Time } from '../payloads/primitives.ts';
import { parserOf } from '../payloads/parse.ts';

/**
 * What a worker says about itself. `idle`: takes a lease now; `busy`: has one (`job_id`, `lease`); `draining`: alive,
 * takes none, because it is stopping or its runtime is not ready. `started_at` is the start of the process.
 */
export const WorkerRecord = Type.Object({
  id: Id,
  gpu_classes: Type.Array(Type.String({ minLength: 1 })),
  /** Keys of the models its runtime has installed. */
  models: Type.Array(Type.String()),
  state: Type.Enum(['idle', 'busy', 'draining']),
  job_id: Type.Union([Id, Type.Null()]),
  lease: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  started_at: Time,
});
export type WorkerRecord = Static<typeof WorkerRecord>;

const parse = parserOf('worker record', WorkerRecord);

/** The record as the field-value list of its Redis hash; every value is JSON. */
export const fieldsOf = (record: WorkerRecord): string[] =>
  Object.entries(record).flatMap(([field, value]) => [field, JSON.stringify(value)]);

/** The inverse of `fieldsOf`; null for a hash that is gone or is no worker record. */
export const recordOf = (hash: Readonly<Record<string, string>>): WorkerRecord | null => {
  try {
    return parse(
      Object.fromEntries(Object.entries(hash).map(([field, value]) => [field, JSON.parse(value) as unknown])),
    );
  } catch {
    return null;
  }
};
