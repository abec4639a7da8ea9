import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';

describe('patience', () => {
  it('waits longer after each failed start, never more than 3 s, and little again after a good one', () => {
    const patience = createPatience();
    const waits = Array.from({ length: 7 }, (_, n) => patience.afterDeath(n * 60_000));
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_000, 3_000]);
    patience.afterReady();
    expect(patience.afterDeath(600_000)).toBe(100);
  });
  it('gives up at ten deaths within half a minute, ready or not', () => {
    const patience = createPatience();
    const waits = Array.from({ length: 10 }, (_, n) => {
      patience.afterReady();
      return patience.afterDeath(n * 1_000);
    });
    expect(waits.slice(0, 9)).not.toContain(undefined);
    expect(waits[9]).toBeUndefined();
  });
});
