import type { Broadcast } from '../events/broadcast.ts';
import { valueFaults } from '../graph/parse-graph.ts';
import type { Json } from '../json.ts';
import { variantsOf, type Batch, type Variant } from './batch.ts';
import { batchStatus, queueStatus } from './counts.ts';
import { isOver, newItem, sqlTime, type ItemError, type ItemStatus, type QueueItem } from './item.ts';

export interface QueueStore {
  all: () => readonly QueueItem[];
  of: (queueId: string) => QueueItem[];
  get: (itemId: number) => QueueItem | undefined;
  /** Queues as many items as there is room for and returns how many that were. */
  enqueue(queueId: string, batch: Batch, prepend: boolean): { enqueued: number; requested: number; priority: number };
  /** Highest priority, then lowest id, over all queues. */
  next: () => QueueItem | undefined;
  /** Changes a status and tells the subscribers. A terminal status never changes again. */
  move: (item: QueueItem, status: ItemStatus, error?: ItemError) => void;
  /** The same without an event: bulk cancellations of waiting items, and restarts. */
  moveSilently: (item: QueueItem, status: ItemStatus) => void;
  /** A restart that keeps the database: what ran is cancelled without a result, an error or an event. */
  abandonRunning: () => void;
  remove: (items: readonly QueueItem[]) => void;
  /** The item cannot be read from the database any more, so nothing but bulk statements reach it. */
  isPoisoned: (item: QueueItem) => boolean;
  /** Subscribers hear nothing of this item from now on. */
  mute: (item: QueueItem) => void;
  isMuted: (item: QueueItem) => boolean;
}

interface Options {
  maxQueueSize: number;
  broadcast: Broadcast;
  /** Called for each new item: does a fault spoil it? */
  spoils: (item: QueueItem) => boolean;
}

/** Finished items that are kept when nobody prunes them. */
const MAX_FINISHED = 1000;

/** False when the item is over: a terminal status never changes again. */
function change(item: QueueItem, status: ItemStatus): boolean {
  if (isOver(item)) return false;
  const now = sqlTime();
  Object.assign(item, { status, updated_at: now });
  if (status === 'in_progress') item.started_at = now;
  if (isOver(item)) item.completed_at = now;
  return true;
}

/** A running item as the database has it after a restart. What its runner holds ends without effect. */
function abandoned(item: QueueItem): QueueItem {
  if (item.status !== 'in_progress') return item;
  const stored = { ...item };
  change(item, 'canceled');
  change(stored, 'canceled');
  return stored;
}

function statusEvent(item: QueueItem, items: readonly QueueItem[]): Json {
  const { queue_id, item_id, batch_id, origin, destination, user_id, status, session_id } = item;
  const { error_type, error_message, error_traceback, created_at, updated_at, started_at, completed_at } = item;
  const where = { queueId: queue_id, items };
  return {
    ...{ queue_id, item_id, batch_id, origin, destination, user_id, status, session_id },
    ...{ error_type, error_message, error_traceback, created_at, updated_at, started_at, completed_at },
    batch_status: batchStatus(where, batch_id),
    queue_status: queueStatus(where, { forUser: false }),
  };
}

function itemOf(batch: Batch, variant: Variant, place: { queueId: string; priority: number; id: number }): QueueItem {
  const { batch_id, origin, destination, workflow } = batch;
  const { queueId: queue_id, priority, id: item_id } = place;
  return newItem({ ...variant, queue_id, item_id, batch_id, origin, destination, workflow, priority });
}

/** Highest priority, then lowest id. */
const byTurn = (a: QueueItem, b: QueueItem): number => b.priority - a.priority || a.item_id - b.item_id;

const hasBadValues = ({ session }: QueueItem): boolean =>
  Object.values(session.graph.nodes).some((node) => valueFaults(node).length > 0);

export function createQueueStore({ maxQueueSize, broadcast, spoils }: Options): QueueStore {
  let items: QueueItem[] = [];
  let lastId = 0;
  const poisoned = new WeakSet<QueueItem>();
  const muted = new WeakSet<QueueItem>();

  const of = (queueId: string): QueueItem[] => items.filter(({ queue_id }) => queue_id === queueId);
  const waiting = (queueId?: string): QueueItem[] =>
    items.filter(({ status, queue_id }) => status === 'pending' && (queueId ?? queue_id) === queue_id);

  function tell(item: QueueItem): void {
    if (muted.has(item)) return;
    broadcast.toQueue(item.queue_id, 'queue_item_status_changed', statusEvent(item, of(item.queue_id)));
  }

  function forget(): void {
    const finished = items.filter(isOver);
    if (finished.length > MAX_FINISHED) items = items.filter((item) => item !== finished[0]);
  }

  return {
    all: () => items,
    of,
    get: (itemId) => items.find(({ item_id }) => item_id === itemId),
    enqueue(queueId, batch, prepend) {
      const priorities = waiting(queueId).map(({ priority }) => priority);
      const priority = prepend ? Math.max(0, ...priorities) + 1 : 0;
      const variants = variantsOf(batch);
      const taken = variants.slice(0, Math.max(0, maxQueueSize - waiting(queueId).length));
      const made = taken.map((variant, index) => itemOf(batch, variant, { queueId, priority, id: lastId + index + 1 }));
      for (const item of made) if (spoils(item) || hasBadValues(item)) poisoned.add(item);
      lastId += made.length;
      items.push(...made);
      return { enqueued: made.length, requested: variants.length, priority };
    },
    next: () => waiting().sort(byTurn)[0],
    move(item, status, error) {
      if (!change(item, status)) return;
      if (error) Object.assign(item, error);
      forget();
      tell(item);
    },
    moveSilently: (item, status) => void change(item, status),
    abandonRunning: () => {
      items = items.map(abandoned);
    },
    remove: (gone) => {
      items = items.filter((item) => !gone.includes(item));
    },
    isPoisoned: (item) => poisoned.has(item),
    mute: (item) => void muted.add(item),
    isMuted: (item) => muted.has(item),
  };
}
