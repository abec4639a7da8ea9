import { sql } from '@pingvas/db';
import { expect } from 'vitest';
import type { StandDatabase } from '../stand/database.ts';
import type { EndedJob } from '../stand/jobs.ts';

const IMAGES = 2;

/** Completed with all its images, or failed with all its credits back; said once, settled once, each image told once. */
export const expectEndedOnce = async ({ admin }: StandDatabase, job: EndedJob): Promise<void> => {
  const events = await admin<{ type: string; count: number }>(sql`
    SELECT type, count(*)::int AS count FROM account_events WHERE job_id = ${job.id}::uuid
      AND type IN ('job.completed', 'job.failed', 'job.cancelled') GROUP BY type`);
  expect(events).toEqual([{ type: `job.${job.status}`, count: 1 }]);

  expect(['completed', 'failed']).toContain(job.status);
  expect(job.charged + job.released).toBe(job.held);
  if (job.status === 'failed') expect(job.charged).toBe(0);

  const [images] = await admin<{ rows: number; told: number; distinct: number }>(sql`
    SELECT (SELECT count(*)::int FROM images WHERE job_id = ${job.id}::uuid) AS rows, count(*)::int AS told,
      count(DISTINCT envelope::jsonb #>> '{data,image,id}')::int AS distinct
    FROM account_events WHERE job_id = ${job.id}::uuid AND type = 'job.image'`);
  if (job.status === 'completed') expect(images).toEqual({ rows: IMAGES, told: IMAGES, distinct: IMAGES });
};
