import type { FastifyInstance } from 'fastify';
import { parseBatch } from '../queue/batch.ts';
import { batchStatus, countOf, queueStatus } from '../queue/counts.ts';
import { bareItem, isOver } from '../queue/item.ts';
import { json } from './answers.ts';
import {
  body,
  cancelOne,
  demand,
  param,
  query,
  queueOf,
  readable,
  removeAll,
  strings,
  type QueueParts,
} from './queue-access.ts';

function itemRoutes(app: FastifyInstance, parts: QueueParts, at: string): void {
  const { queue, processor } = parts;
  app.get(`${at}/i/:item`, (request, reply) => json(reply, bareItem(demand(parts, request, 'fetching'))));
  app.put(`${at}/i/:item/cancel`, (request, reply) => {
    const item = demand(parts, request, 'canceling');
    if (!isOver(item)) cancelOne({ queue, processor }, item);
    return json(reply, item);
  });
  app.delete(`${at}/i/:item`, (request, reply) => {
    removeAll(parts, [demand(parts, request, 'deleting')]);
    return json(reply, null);
  });
  app.get(`${at}/item_ids`, (request, reply) => {
    const ids = queue.of(queueOf(request)).map(({ item_id }) => item_id);
    const ordered = query(request, 'order_dir') === 'ASC' ? ids : ids.toReversed();
    return json(reply, { item_ids: ordered, total_count: ids.length });
  });
  app.post(`${at}/items_by_ids`, (request, reply) => {
    const wanted = strings(body(request, 'item_ids')).map(Number);
    const items = queue.of(queueOf(request)).filter((item) => wanted.includes(item.item_id) && !queue.isPoisoned(item));
    return json(reply, items);
  });
}

function listRoutes(app: FastifyInstance, parts: QueueParts, at: string): void {
  const { queue } = parts;
  app.get(`${at}/list_all`, (request, reply) => {
    const destination = query(request, 'destination');
    const all = queue.of(queueOf(request)).filter((item) => (destination ?? item.destination) === item.destination);
    return json(reply, readable(parts, all, 'listing all queue items'));
  });
  app.get(`${at}/current`, (request, reply) =>
    json(reply, queue.of(queueOf(request)).find(({ status }) => status === 'in_progress') ?? null),
  );
  app.get(`${at}/next`, (request, reply) => {
    const [first] = queue.of(queueOf(request)).filter(({ status }) => status === 'pending');
    return json(reply, readable(parts, first ? [first] : [], 'getting next queue item')[0] ?? null);
  });
  app.get(`${at}/b/:batch/status`, (request, reply) =>
    json(reply, batchStatus({ queueId: queueOf(request), items: queue.of(queueOf(request)) }, param(request, 'batch'))),
  );
  app.get(`${at}/counts_by_destination`, (request, reply) => {
    const destination = query(request, 'destination') ?? '';
    const own = queue.of(queueOf(request)).filter((item) => item.destination === destination);
    return json(reply, { queue_id: queueOf(request), destination, ...countOf(own) });
  });
}

export function queueRoutes(app: FastifyInstance, parts: QueueParts): void {
  const at = '/api/v1/queue/:queue';
  const { queue, processor, broadcast } = parts;
  itemRoutes(app, parts, at);
  listRoutes(app, parts, at);

  app.get(`${at}/status`, (request, reply) => {
    const where = { queueId: queueOf(request), items: queue.of(queueOf(request)) };
    return json(reply, { queue: queueStatus(where, { forUser: true }), processor: processor.status() });
  });
  app.put(`${at}/processor/pause`, (_request, reply) => {
    processor.pause();
    return json(reply, processor.status());
  });
  app.put(`${at}/processor/resume`, (_request, reply) => {
    processor.resume();
    return json(reply, processor.status());
  });
  app.post(`${at}/enqueue_batch`, (request, reply) => {
    const queueId = queueOf(request);
    const batch = parseBatch(request.body);
    const { enqueued, requested, priority } = queue.enqueue(queueId, batch, body(request, 'prepend') === true);
    const { batch_id, origin } = batch;
    broadcast.toQueue(queueId, 'batch_enqueued', {
      queue_id: queueId,
      batch_id,
      enqueued,
      requested,
      priority,
      origin,
    });
    processor.nudge();
    // Looked up by batch id, so items of an earlier use of that id are in it, too; descending; empty when nothing fitted.
    const ids = queue
      .of(queueId)
      .filter((item) => item.batch_id === batch_id)
      .map(({ item_id }) => item_id);
    const item_ids = enqueued > 0 ? ids.toReversed() : [];
    return json(reply, { queue_id: queueId, enqueued, requested, batch, priority, item_ids });
  });
}
