import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe } from 'vitest';
import type { RuntimeModel } from '../src/index.ts';
import { contractSuite } from '../test/contract.test-suite.ts';
import { createSimulator, type Simulator } from './index.ts';

let simulator: Simulator | undefined;
afterAll(() => simulator?.close());

const model = (key: string, base: RuntimeModel['base']): RuntimeModel => ({
  ...{ key, name: key, base, type: 'main', hash: '0'.repeat(64) },
  path: `/models/${key}`,
});

contractSuite('the simulator keeps the contract', async () => {
  simulator = await createSimulator({
    modelsDir: '/models',
    timing: { step_ms: 20, load_ms: 20, fixed_ms: 5, pickup_ms: 5 },
  });
  return { url: simulator.url, sd15: model('tiny-sd15', 'sd-1'), sdxl: model('tiny-sdxl', 'sdxl'), manySteps: 500 };
});

const { INVOKEAI_URL, MODELS_DIR = fileURLToPath(new URL('../../../.runtime/models', import.meta.url)) } = process.env;

const Listing = Compile(Type.Array(Type.Object({ key: Type.String(), path: Type.String(), sha256: Type.String() })));

/** The tiny models that `npm run runtime` made. */
function tinyModel(key: string, base: RuntimeModel['base']): RuntimeModel {
  const listing: unknown = JSON.parse(readFileSync(`${MODELS_DIR}/models.json`, 'utf8'));
  const found = Listing.Parse(listing).find((one) => one.key === key);
  if (!found) throw new Error(`no model ${key} in ${MODELS_DIR}/models.json`);
  return { ...model(key, base), hash: found.sha256, path: `${MODELS_DIR}/${found.path}` };
}

describe.runIf(INVOKEAI_URL)('with INVOKEAI_URL', { timeout: 120_000 }, () => {
  contractSuite('the real runtime keeps the contract', async () => ({
    url: INVOKEAI_URL ?? '',
    sd15: tinyModel('tiny-sd15', 'sd-1'),
    sdxl: tinyModel('tiny-sdxl', 'sdxl'),
    manySteps: 500,
  }));
});
