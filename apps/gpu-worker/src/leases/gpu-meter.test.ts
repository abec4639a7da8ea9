import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGpuMeter } from './gpu-meter.ts';
import { leaseOf } from '../test/lease.fixture.ts';

const exact = (gpuMs: number) => ({ gpuMs, gpuMsExact: true, itemMs: gpuMs + 50, modelLoadMs: 0 });

test('a run whose events were missed counts the median of earlier runs of that model and size', () => {
  const meter = createGpuMeter();
  for (const gpuMs of [100, 9_000, 120]) meter.read(leaseOf(), exact(gpuMs));
  const missed = { gpuMs: 0, gpuMsExact: false, itemMs: 5_000, modelLoadMs: 0 };
  expect(meter.read(leaseOf(), missed)).toBe(120);
  const other = leaseOf(1, { model: { ...leaseOf().model, runtime_key: 'other' } });
  expect(meter.read(other, missed)).toBe(0);
});

test('no run counts less than was seen or more than its item took, whatever was measured before', () => {
  const ms = fc.nat(1_000_000);
  fc.assert(
    fc.property(fc.array(ms), ms, ms, ms, (before, gpuMs, moreMs, modelLoadMs) => {
      const meter = createGpuMeter();
      for (const one of before) meter.read(leaseOf(), exact(one));
      const itemMs = gpuMs + modelLoadMs + moreMs;
      const read = meter.read(leaseOf(), { gpuMs, gpuMsExact: false, itemMs, modelLoadMs });
      expect(read).toBeGreaterThanOrEqual(gpuMs);
      expect(read).toBeLessThanOrEqual(itemMs);
    }),
  );
});
