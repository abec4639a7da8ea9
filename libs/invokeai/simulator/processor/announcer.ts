import type { Broadcast } from '../events/broadcast.ts';
import type { SimNode } from '../graph/graph.ts';
import type { Json } from '../json.ts';
import type { QueueItem } from '../queue/item.ts';

export interface Announcer {
  /** One invocation event of this node. */
  node(event: string, node: SimNode, sourceId: string, members?: Json): void;
  /** To every socket, without any id of the item. */
  model(event: string, members: Json): void;
}

interface Options {
  broadcast: Broadcast;
  item: QueueItem;
  muted: boolean;
  /** As an administrator's socket gets his own events: twice, the second time without the preview. */
  twice: boolean;
}

export function createAnnouncer({ broadcast, item, muted, twice }: Options): Announcer {
  const { queue_id, item_id, batch_id, origin, destination, user_id, session_id } = item;
  const base = { queue_id, item_id, batch_id, origin, destination, user_id, session_id };
  return {
    node(event, node, sourceId, members = {}) {
      if (muted) return;
      const data = { ...base, invocation: node, invocation_source_id: sourceId, ...members };
      broadcast.toUser(event, data);
      if (twice) broadcast.toUser(event, 'image' in data ? { ...data, image: null } : data);
    },
    model(event, members) {
      if (!muted) broadcast.toAll(event, members);
    },
  };
}
