import type { ServerProcess } from '@pingvas/local-servers';

/** The phases of the stop, in this order: who takes requests first, who keeps data last. */
export const STOP_PHASES = ['edge', 'work', 'outside', 'data'] as const;

export interface Part {
  /** As in the stack file. */
  name: string;
  phase: (typeof STOP_PHASES)[number];
  logFile: string;
  /**
   * Resolves when the part is ready for use, each time on the same address; rejects when it dies before, or soon after
   * `halt` was aborted, and then leaves no process.
   */
  start: (halt: AbortSignal) => Promise<ServerProcess>;
}
