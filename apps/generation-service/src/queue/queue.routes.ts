import { callerOf } from '@pingvas/auth';
import { keyRow, publicRow, type Routes } from '@pingvas/http';
import type { Cancelling } from '../jobs/cancelling.ts';
import { ClearedQueue, GlobalQueue, QueueStatus } from './queue.schema.ts';
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

const clearRow = {
  config: keyRow('generation:write', { idempotent: 'N' }),
  schema: { summary: 'Cancel everything that waits', tags: ['queue'], response: { 200: ClearedQueue } },
};

/** The queue: own state, everybody's, and how to empty the own one (API contract G21-G23). */
export const queueRoutes: Routes<{ queue: QueueService; cancelling: Cancelling }> = async (
  app,
  { cancelling, queue },
) => {
  app.get('/queue/status', ownRow, (request) => queue.own(callerOf(request).userId));
  app.post('/queue/clear', clearRow, (request) => cancelling.clear(callerOf(request).userId));
  app.get('/queue/global-status', globalRow, () => queue.everybody());
};
