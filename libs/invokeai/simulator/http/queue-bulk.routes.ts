import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isOver, type QueueItem } from '../queue/item.ts';
import { json } from './answers.ts';
import { body, cancelAll, param, query, queueOf, removeAll, strings, type QueueParts } from './queue-access.ts';

const at = '/api/v1/queue/:queue';

const ownOf =
  ({ queue }: QueueParts) =>
  (request: FastifyRequest): QueueItem[] =>
    queue.of(queueOf(request));

function cancelRoutes(app: FastifyInstance, parts: QueueParts): void {
  const own = ownOf(parts);
  app.put(`${at}/cancel_by_batch_ids`, (request, reply) => {
    const ids = strings(body(request, 'batch_ids'));
    return json(reply, {
      canceled: cancelAll(
        parts,
        own(request).filter(({ batch_id }) => ids.includes(batch_id)),
      ),
    });
  });
  app.put(`${at}/cancel_by_destination`, (request, reply) => {
    const destination = query(request, 'destination');
    return json(reply, {
      canceled: cancelAll(
        parts,
        own(request).filter((item) => item.destination === destination),
      ),
    });
  });
  app.put(`${at}/cancel_all_except_current`, (request, reply) =>
    json(reply, {
      canceled: cancelAll(
        parts,
        own(request).filter(({ status }) => status === 'pending'),
      ),
    }),
  );
}

/** Whole batches and queues at once: statements that reach items which cannot be read, too. */
export function queueBulkRoutes(app: FastifyInstance, parts: QueueParts): void {
  const { queue, broadcast } = parts;
  const own = ownOf(parts);
  cancelRoutes(app, parts);
  app.put(`${at}/delete_all_except_current`, (request, reply) =>
    json(reply, {
      deleted: removeAll(
        parts,
        own(request).filter(({ status }) => status === 'pending'),
      ),
    }),
  );
  app.delete(`${at}/d/:destination`, (request, reply) => {
    const destination = param(request, 'destination');
    return json(reply, {
      deleted: removeAll(
        parts,
        own(request).filter((item) => item.destination === destination),
      ),
    });
  });
  app.put(`${at}/clear`, (request, reply) => {
    const deleted = removeAll(parts, own(request));
    broadcast.toQueue(queueOf(request), 'queue_cleared', { queue_id: queueOf(request) });
    return json(reply, { deleted });
  });
  app.put(`${at}/prune`, (request, reply) => {
    const over = own(request).filter(isOver);
    queue.remove(over);
    return json(reply, { deleted: over.length });
  });
}
