import { RuntimeError } from '../errors/runtime-error.ts';
import { RUNTIME_BROKEN } from '../errors/verdicts.ts';
import type { RuntimeEvents } from '../events/socket.ts';
import { isTerminal, type Item } from '../queue/answers.ts';
import type { RuntimeQueue } from '../queue/queue.ts';
import type { Watch } from './watch.ts';

export type Ending = { kind: 'ended'; item: Item } | { kind: 'cancelled' | 'too-long'; itemId: number };

interface Options {
  queue: RuntimeQueue;
  events: RuntimeEvents;
  watch: Watch;
  itemId: number;
  batchId: string;
  deadlineMs: number;
  signal: AbortSignal;
}

/** Beside a stream that works; it may lose single events all the same. */
const POLL_MS = 1500;
/** Without a stream, and while the runtime does not answer. */
const FAST_POLL_MS = 250;
/** HTTP stalls for seconds while Python holds the interpreter; so many failures in a row mean more than that. */
const MAX_FAILURES = 3;

function aborted(signal: AbortSignal): { promise: Promise<void>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}

/** Ids start at 1 again after a restart, so the item under our id may be another one. */
function demandOurs(item: Item | undefined, { itemId, batchId, watch }: Options): Item {
  const session = watch.sessionId();
  if (item?.batch_id === batchId && (session === undefined || session === item.session_id)) return item;
  throw new RuntimeError(`item ${itemId} is gone: the runtime was restarted or its queue cleared`, RUNTIME_BROKEN);
}

/**
 * Waits for the end of an item, woken by events and polling beside them, since events can be lost.
 * The item's own status decides. Throws a RuntimeError when the runtime lost the item or answers no more.
 */
export async function follow(options: Options): Promise<Ending> {
  const { queue, events, watch, itemId, deadlineMs, signal } = options;
  const abort = aborted(signal);
  let failures = 0;

  async function ask(): Promise<{ item: Item | undefined } | undefined> {
    try {
      const item = await queue.item(itemId);
      failures = 0;
      return { item };
    } catch (error) {
      failures += 1;
      if (failures >= MAX_FAILURES) throw error;
      return undefined;
    }
  }

  try {
    for (;;) {
      const leftMs = deadlineMs - performance.now();
      if (signal.aborted) return { kind: 'cancelled', itemId };
      if (leftMs <= 0) return { kind: 'too-long', itemId };
      const pollMs = failures > 0 || !events.connected() ? FAST_POLL_MS : POLL_MS;
      await Promise.race([watch.ended(Math.min(pollMs, leftMs)), abort.promise]);
      if (signal.aborted) continue;
      const answer = await ask();
      const item = answer && demandOurs(answer.item, options);
      if (item && isTerminal(item)) return { kind: 'ended', item };
    }
  } finally {
    abort.forget();
  }
}
