import { sql } from '@pingvas/db';
import type { Admin } from './admin.ts';

/** Ends whatever is open, so that the next test finds nobody in the queue. */
export const cancelEverything = (admin: Admin): Promise<unknown> =>
  admin(sql`
    WITH stopped AS (UPDATE generation_jobs SET status = 'queued' WHERE status = 'processing' RETURNING id)
    SELECT count(*) FROM stopped`).then(() =>
    admin(sql`
      SELECT job_cancel(id, NULL, 'system', 'end of test', false, '[]') FROM generation_jobs WHERE completed_at IS NULL ORDER BY user_id`),
  );
