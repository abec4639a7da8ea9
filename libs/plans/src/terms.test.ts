import { describe, expect, test } from 'vitest';
import { PLANS } from './figures.ts';
import { limitsInForce, planWithBase, planWithFeature, planWithImages, planWithSide } from './terms.ts';

describe('limits in force', () => {
  test('are the plan’s own without a contract', () => {
    expect(limitsInForce('pro')).toEqual(PLANS.pro.limits);
  });

  test('follow the contract in what it names and the plan in the rest', () => {
    const limits = limitsInForce('enterprise', {
      queue_size: 7,
      features: { graph: false },
      rate_limits: { api: { minute: 1 } },
    });
    expect(limits).toMatchObject({ queue_size: 7, running_jobs: 10 });
    expect(limits.features).toMatchObject({ graph: false, workflows: true });
    expect(limits.rate_limits).toEqual({ api: { minute: 1, hour: 10_000, day: 100_000 }, gen: { minute: 40 } });
  });
});

describe('the plan that a refusal names', () => {
  test('is the cheapest that allows it', () => {
    expect(planWithFeature('lora')).toBe('starter');
    expect(planWithFeature('controlnet')).toBe('pro');
    expect(planWithFeature('graph')).toBe('studio');
    expect(planWithBase('sdxl')).toBe('starter');
    expect(planWithBase('flux')).toBe('pro');
    expect(planWithSide(1024)).toBe('starter');
    expect(planWithImages(11)).toBe('starter');
  });

  test('is none where no plan allows it', () => {
    expect(planWithSide(4096)).toBeNull();
    expect(planWithBase('sd99')).toBeNull();
  });
});
