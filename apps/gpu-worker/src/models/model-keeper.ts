import { isAbsolute, join } from 'node:path';
import type { Runtime } from '@pingvas/invokeai';
import type { LeasePayload } from '@pingvas/queue';

type LeasedModel = LeasePayload['model'];
export type RuntimeModel = Parameters<Runtime['ensureModel']>[0];

/** Our names of model bases, and the runtime's. */
const runtimeBase = { sd15: 'sd-1', sd21: 'sd-2', sdxl: 'sdxl' } as const satisfies Record<LeasedModel['base'], string>;

export type ModelKeeper = {
  /** Makes the runtime know the model; asks it only once for each model. Throws `RuntimeError`. */
  ensure(model: LeasedModel): Promise<RuntimeModel>;
  /** The runtime has lost what it knew (it was restarted). */
  forget(): void;
  /** Keys of the models the runtime knows. */
  known(): string[];
};

/** Models of the shared store at `modelsDir`, installed in place and under our own keys as they are first needed. */
export const createModelKeeper = ({ runtime, modelsDir }: { runtime: Runtime; modelsDir: string }): ModelKeeper => {
  const known = new Set<string>();
  return {
    async ensure(model) {
      const record: RuntimeModel = {
        key: model.runtime_key,
        name: model.name,
        base: runtimeBase[model.base],
        type: 'main',
        path: isAbsolute(model.path) ? model.path : join(modelsDir, model.path),
        hash: model.sha256,
      };
      if (!known.has(record.key)) await runtime.ensureModel(record);
      known.add(record.key);
      return record;
    },
    forget: () => known.clear(),
    known: () => [...known],
  };
};
