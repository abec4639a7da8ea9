import { setTimeout as wait } from 'node:timers/promises';
import { AT_RUN } from '../controls/faults.ts';
import type { QueueItem, Session } from '../queue/item.ts';
import { createBell } from './bell.ts';
import { runItem, type Workshop } from './run-item.ts';

export interface Processor {
  /** There may be work. */
  nudge(): void;
  /** The running item was cancelled. */
  cancelled(): void;
  pause(): void;
  resume(): void;
  status(): { is_started: boolean; is_processing: boolean };
  /** Items that were started since the process began. */
  itemsRun(): number;
  stop(): void;
}

/** How often a processor that was not nudged looks. */
const POLL_MS = 1000;

/** The text that faults look for: all prompts of a graph. */
export const promptsOf = ({ graph }: Session): string =>
  Object.values(graph.nodes)
    .map(({ prompt }) => (typeof prompt === 'string' ? prompt : ''))
    .join('\n');

/** One item at a time, over all queues. */
export function createProcessor(workshop: Workshop): Processor {
  const { queue, controls } = workshop;
  const bell = createBell();
  let cancel = Promise.withResolvers<void>();
  let current: QueueItem | undefined;
  let started = true;
  let stopped = false;
  let itemsRun = 0;

  async function rest(): Promise<void> {
    await bell.heard(POLL_MS);
    const { pickup_ms: pickupMs } = controls.timing();
    if (pickupMs > 0 && queue.next()) await wait(pickupMs);
  }

  async function run(item: QueueItem): Promise<void> {
    current = item;
    itemsRun += 1;
    cancel = Promise.withResolvers<void>();
    const struck = controls.strike(AT_RUN, promptsOf(item.session));
    if (struck.some(({ kind }) => kind === 'lost_events')) queue.mute(item);
    queue.move(item, 'in_progress');
    await runItem(workshop, item, struck, cancel.promise);
    current = undefined;
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const item = started ? queue.next() : undefined;
      // An item that cannot be read throws in the real loop, which then looks again after its pause: for ever.
      if (item && !queue.isPoisoned(item)) await run(item);
      else await rest();
    }
  }

  void loop();

  return {
    nudge: bell.ring,
    cancelled: () => cancel.resolve(),
    pause: () => {
      started = false;
    },
    resume: () => {
      started = true;
      bell.ring();
    },
    status: () => ({ is_started: started, is_processing: current !== undefined }),
    itemsRun: () => itemsRun,
    stop: () => {
      stopped = true;
      bell.ring();
    },
  };
}
