import { callerOf } from '@pingvas/auth';
import { keyRow, publicRow, type Routes } from '@pingvas/http';
import { GlobalQueue, QueueStatus } from './queue.schema.ts';
import type { QueueService } from './queue.service.ts';

const ownRow = {
  config: keyRow('generation:read', { etag: true }),
  schema: { summary: 'Where you stand', tags: ['queue'], response: { 200: QueueStatus } },
};
const globalRow = {
  config: publicRow({ rateClass: 'public', idempotent: 'N', etag: true }),
  schema: {
    summary: 'The queue of everybody',
    description: 'At most 5 s old.',
    tags: ['queue'],
    response: { 200: GlobalQueue },
  },
};

/** Queue status (API contract G21, G22). */
export const queueRoutes: Routes<{ queue: QueueService }> = async (app, { queue }) => {
  app.get('/queue/status', ownRow, (request) => queue.own(callerOf(request).userId));
  app.get('/queue/global-status', globalRow, () => queue.everybody());
};
