import type { RunResult } from '@pingvas/invokeai';
import type { LeasePayload } from '@pingvas/queue';

/** Exact measurements kept for each bucket. */
const SAMPLES = 32;
/** Buckets kept; the one unused for longest goes first. */
const BUCKETS = 128;

export type GpuMeter = {
  /**
   * GPU milliseconds of a run. Where events were missed, what was seen is too low; then it is steps × the median step of
   * earlier runs of the same model and size, but never more than the whole item took, nor less than was seen.
   */
  read(lease: LeasePayload, result: Pick<RunResult, 'gpuMs' | 'gpuMsExact' | 'itemMs' | 'modelLoadMs'>): number;
};

export const createGpuMeter = (): GpuMeter => {
  const stepMs = new Map<string, number[]>();

  const samplesOf = ({ model, parameters }: LeasePayload): number[] => {
    const bucket = `${model.runtime_key} ${parameters.width}x${parameters.height}`;
    const samples = stepMs.get(bucket) ?? [];
    stepMs.delete(bucket);
    stepMs.set(bucket, samples);
    const [oldest] = stepMs.keys();
    if (stepMs.size > BUCKETS && oldest !== undefined) stepMs.delete(oldest);
    return samples;
  };

  return {
    read(lease, { gpuMs, gpuMsExact, itemMs, modelLoadMs }) {
      const samples = samplesOf(lease);
      const { steps } = lease.parameters;
      if (gpuMsExact) {
        samples.push(gpuMs / steps);
        if (samples.length > SAMPLES) samples.shift();
        return gpuMs;
      }
      const most = Math.max(0, itemMs - modelLoadMs);
      return Math.max(gpuMs, Math.min(most, steps * median(samples)));
    },
  };
};

const median = (samples: readonly number[]): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
