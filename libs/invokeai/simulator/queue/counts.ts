import type { ItemStatus, QueueItem } from './item.ts';

export type Counts = Record<ItemStatus, number> & { total: number };

export function countOf(items: readonly QueueItem[]): Counts {
  const counts: Counts = { pending: 0, in_progress: 0, completed: 0, failed: 0, canceled: 0, total: items.length };
  for (const { status } of items) counts[status] += 1;
  return counts;
}

interface Where {
  queueId: string;
  items: readonly QueueItem[];
}

/** The `queue` member of a status answer. Events carry the same with null for the user's own counts. */
export function queueStatus({ queueId, items }: Where, { forUser }: { forUser: boolean }): Record<string, unknown> {
  const current = items.find(({ status }) => status === 'in_progress');
  const counts = countOf(items);
  return {
    queue_id: queueId,
    item_id: current?.item_id ?? null,
    batch_id: current?.batch_id ?? null,
    session_id: current?.session_id ?? null,
    ...counts,
    user_pending: forUser ? counts.pending : null,
    user_in_progress: forUser ? counts.in_progress : null,
  };
}

/** An unknown batch has zeros everywhere. */
export function batchStatus({ queueId, items }: Where, batchId: string): Record<string, unknown> {
  const own = items.filter(({ batch_id }) => batch_id === batchId);
  return {
    queue_id: queueId,
    batch_id: batchId,
    origin: own[0]?.origin ?? null,
    destination: own[0]?.destination ?? null,
    ...countOf(own),
  };
}
