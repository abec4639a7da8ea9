import type { Delivery, QueueKind } from './catalogue.ts';

/** A queue by name, with its kind in the type, so that only jobs of that kind can be put or handled there. */
export type QueueRef<Q extends QueueKind> = { readonly kind: Q; readonly name: string };

/**
 * The queue of one worker. It holds at most one lease: the database gives a worker no second one.
 */
export const leaseQueue = (workerId: string): QueueRef<'leases'> => ({ kind: 'leases', name: `worker-${workerId}` });

/**
 * What workers report. A lease makes at most 13 messages (ten images, a start, an end, a repeat) under fixed ids and a
 * worker takes no lease before its last one is reported, so the queue is bounded by the number of workers.
 */
export const outcomeQueue: QueueRef<'outcomes'> = { kind: 'outcomes', name: 'outcomes' };

export const deliveryOf = { leases: 'once', outcomes: 'until-applied' } as const satisfies Record<QueueKind, Delivery>;
