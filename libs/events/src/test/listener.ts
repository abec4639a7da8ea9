import { expect, vi } from 'vitest';
import type { Listener } from '../followers.ts';

/** A listener that remembers what it was told. */
export interface RecordingListener extends Listener {
  readonly seqs: number[];
  readonly transients: string[];
  /** Waits until it has heard the event with this number. */
  heard: (seq: number) => Promise<void>;
}

export function createListener(more: Partial<Listener> = {}): RecordingListener {
  const seqs: number[] = [];
  const transients: string[] = [];
  return {
    seqs,
    transients,
    event: ({ seq }) => void seqs.push(seq),
    transient: (envelope) => void transients.push(envelope),
    heard: (seq) => vi.waitFor(() => expect(seqs.at(-1)).toBe(seq), { timeout: 15_000, interval: 10 }),
    ...more,
  };
}

/** The numbers after `from` up to `to`. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index + 1);
