import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimate, modelFactor, type PricedWork } from './prices.ts';

const work = (more: Partial<PricedWork>): PricedWork => ({
  base: 'sd15',
  width: 512,
  height: 512,
  steps: 20,
  numImages: 1,
  priorityClass: 'standard',
  ...more,
});

describe('the estimate', () => {
  test.each([
    ['sd15 512×512, 20 steps', work({}), 10],
    ['sd15 512×768, 25 steps', work({ height: 768, steps: 25 }), 18],
    ['sdxl 1024×1024, 30 steps', work({ base: 'sdxl', width: 1024, height: 1024, steps: 30 }), 90],
    ['flux 1024×1024, 20 steps', work({ base: 'flux', width: 1024, height: 1024 }), 80],
    [
      'sdxl with 2 ControlNets, IP-Adapter, 4 images',
      work({ base: 'sdxl', width: 1024, height: 1024, steps: 30, controlNets: 2, ipAdapter: true, numImages: 4 }),
      648,
    ],
    ['sd15 256×256, 3 images', work({ width: 256, height: 256, numImages: 3 }), 30],
    [
      'the sdxl row in the economy class',
      work({ base: 'sdxl', width: 1024, height: 1024, steps: 30, priorityClass: 'economy' }),
      45,
    ],
  ])('of %s is the table’s', (_name, priced, credits) => {
    expect(estimate(priced).credits).toBe(credits);
  });

  test('never falls when anything is added to the work', () => {
    const side = fc.integer({ min: 8, max: 256 }).map((eighths) => eighths * 8);
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 1, max: 149 }),
        fc.integer({ min: 1, max: 9 }),
        (width, height, steps, numImages) => {
          const small = work({ width, height, steps, numImages });
          const price = estimate(small).credits;
          expect(estimate({ ...small, steps: steps + 1 }).credits).toBeGreaterThanOrEqual(price);
          expect(estimate({ ...small, numImages: numImages + 1 }).credits).toBeGreaterThan(price);
          expect(estimate({ ...small, base: 'sdxl' }).credits).toBeGreaterThanOrEqual(price);
          expect(estimate({ ...small, priorityClass: 'economy' }).credits).toBeLessThanOrEqual(price);
        },
      ),
    );
  });

  test('a base without a price is refused', () => {
    expect(modelFactor('sd99')).toBeNull();
    expect(() => estimate(work({ base: 'sd99' }))).toThrow(RangeError);
  });
});
