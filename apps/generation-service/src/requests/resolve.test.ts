import { PLANS, type PlanLimits } from '@pingvas/plans';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CatalogueModel } from '../catalogue/catalogue.repository.ts';
import type { CreateRequest } from './create.schema.ts';
import { resolveRequest } from './resolve.ts';

const model = (more: Partial<CatalogueModel>): CatalogueModel => ({
  id: '01900000-0000-7000-8000-000000000001',
  name: 'sd15-base',
  base: 'sd15',
  type: 'main',
  revision: 1,
  defaults: { width: 512, height: 512 },
  usable: true,
  ...more,
});
const catalogue = [
  model({}),
  model({ name: 'sdxl-base', base: 'sdxl', defaults: { width: 1024, height: 1024 } }),
  model({ name: 'flux-dev', base: 'flux', defaults: { width: 1024, height: 1024 } }),
  model({ name: 'a-lora', type: 'lora' }),
  model({ name: 'retired', usable: false }),
];

const resolve = (
  request: Partial<CreateRequest>,
  limits: PlanLimits = PLANS.studio.limits,
  gpuClasses = ['t4', 'a10g'],
) =>
  resolveRequest(
    { model_id: 'sd15-base', prompt: 'a lighthouse', ...request },
    {
      limits,
      gpuClasses,
      find: async (name) => catalogue.find((each) => each.name === name) ?? null,
      randomSeed: () => 7,
    },
  );
const problemOf = async (...args: Parameters<typeof resolve>) => {
  const problem = (await resolve(...args))?.problem;
  return problem && { code: problem.code, ...problem.members, pointer: problem.errors[0]?.pointer };
};

describe('what a request leaves out', () => {
  test('is filled in from the model and the contract', async () => {
    expect((await resolve({}))?.parameters).toEqual({
      width: 512,
      height: 512,
      steps: 20,
      cfg_scale: 7.5,
      seed: 7,
      sampler: 'euler',
      clip_skip: 0,
      cfg_rescale_multiplier: 0,
      vae_id: null,
      loras: [],
      controlnets: [],
      ip_adapter: null,
    });
  });

  test('a model’s default size is capped to the plan, an asked one is refused', async () => {
    const resolved = await resolve({ model_id: 'sdxl-base' }, { ...PLANS.studio.limits, max_side_px: 600 });
    expect(resolved?.parameters).toMatchObject({ width: 600, height: 600 });
    expect(await problemOf({ parameters: { width: 1024, height: 512 } }, PLANS.free.limits)).toMatchObject({
      code: 'FEATURE_LOCKED',
      feature: 'resolution',
      limit: 512,
      requested: 1024,
      required_plan: 'starter',
    });
  });

  test('a seed of null or -1 is drawn, 0 is a seed', async () => {
    expect((await resolve({ parameters: { seed: null } }))?.parameters.seed).toBe(7);
    expect((await resolve({ parameters: { seed: -1 } }))?.parameters.seed).toBe(7);
    expect((await resolve({ parameters: { seed: 0 } }))?.parameters.seed).toBe(0);
  });

  test('a sampler may be named as people call it', async () => {
    expect((await resolve({ parameters: { sampler: 'dpm++ 2m karras' } }))?.parameters.sampler).toBe('dpmpp_2m_k');
  });
});

describe('what stands against a request', () => {
  test('an unknown model is nothing at all', async () => {
    expect(await resolve({ model_id: 'no-such-model' })).toBeNull();
  });

  test('a model of another kind, retired, or beyond the plan', async () => {
    expect(await problemOf({ model_id: 'a-lora' })).toMatchObject({ code: 'INVALID_PARAMETERS', pointer: '/model_id' });
    expect(await problemOf({ model_id: 'retired' })).toMatchObject({ code: 'MODEL_NOT_AVAILABLE' });
    expect(await problemOf({ model_id: 'sdxl-base' }, PLANS.free.limits)).toMatchObject({
      code: 'MODEL_NOT_AVAILABLE',
      required_plan: 'starter',
    });
  });

  test('sizes that the model cannot paint, samplers of another family, FLUX fields elsewhere', async () => {
    expect(await problemOf({ parameters: { width: 500 } })).toMatchObject({
      code: 'INVALID_PARAMETERS',
      pointer: '/parameters/width',
    });
    expect(await problemOf({ model_id: 'flux-dev', parameters: { width: 1016 } })).toMatchObject({
      pointer: '/parameters/width',
    });
    expect(await problemOf({ model_id: 'flux-dev', parameters: { sampler: 'ddim' } })).toMatchObject({
      pointer: '/parameters/sampler',
    });
    expect(await problemOf({ parameters: { sampler: 'nonsense' } })).toMatchObject({ pointer: '/parameters/sampler' });
    expect(await problemOf({ parameters: { guidance: 3 } })).toMatchObject({ pointer: '/parameters/guidance' });
    expect(await problemOf({ model_id: 'flux-dev', negative_prompt: 'fog' })).toMatchObject({
      pointer: '/negative_prompt',
    });
  });

  test('a missing id comes before what the plan forbids', async () => {
    const loras = [{ model_id: 'no-such-lora' }];
    expect(await problemOf({ parameters: { loras } }, PLANS.free.limits)).toMatchObject({
      code: 'NOT_FOUND',
      pointer: '/parameters/loras/0/model_id',
    });
    expect(await problemOf({ parameters: { loras: [{ model_id: 'a-lora' }] } }, PLANS.free.limits)).toMatchObject({
      code: 'FEATURE_LOCKED',
      feature: 'lora',
      required_plan: 'starter',
    });
  });

  test('a class that this environment cannot bring up, and a model that no worker can run', async () => {
    expect((await resolve({}, undefined, ['a10g']))?.infeasible).toBe('no_gpu_class');
    expect((await resolve({ model_id: 'flux-dev' }))?.infeasible).toBe('model_not_installed');
    expect((await resolve({}))?.infeasible).toBeNull();
  });
});

test('whatever is asked within the limits of a plan is accepted and priced at 10 credits an image or more', async () => {
  const side = fc.integer({ min: 8, max: 64 }).map((eighths) => eighths * 8);
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.integer({ min: 1, max: 150 }),
      fc.integer({ min: 1, max: 10 }),
      async (width, height, steps, num_images) => {
        const resolved = await resolve({ num_images, parameters: { width, height, steps } }, PLANS.free.limits);
        expect(resolved?.problem).toBeNull();
        expect(resolved?.price.credits).toBeGreaterThanOrEqual(10 * num_images);
      },
    ),
  );
});
