import { expect } from 'vitest';
import type { EndedJob } from '../stand/jobs.ts';
import type { Stand } from '../stand/start-stand.ts';
import { expectEndedOnce } from './expect-ended-once.ts';
import { expectNothingOpen } from './expect-nothing-open.ts';
import { expectObjectsOfImages } from './objects.ts';

/**
 * After a fault: its job ends exactly once, the next one runs through as if nothing had been, and nothing is left of either but
 * what belongs to its owner. @returns how the job ended
 */
export const expectRecovery = async (stand: Stand, jobId: string): Promise<EndedJob> => {
  const ended = await stand.jobs.ended(jobId);
  const next = await stand.jobs.ended(await stand.jobs.create());
  expect(next).toMatchObject({ status: 'completed', starts: 1, attempts: ['completed'] });
  for (const job of [ended, next]) await expectEndedOnce(stand.database, job);
  await expectNothingOpen(stand.database);
  await expectObjectsOfImages(stand);
  return ended;
};
