import { expect, test } from 'vitest';
import { expectRecovery } from './books/expect-recovery.ts';
import { startStand } from './stand/start-stand.ts';

const stand = await startStand();

test('a worker that is told to stop hands its job back, which costs the job no start', async () => {
  const job = await stand.jobs.createAndWatch();
  await stand.worker.strike('SIGTERM');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 1, attempts: ['interrupted', 'completed'] });
}, 120_000);

test('a job whose worker is killed is missed, and another worker makes what is missing', async () => {
  const job = await stand.jobs.createAndWatch();
  await stand.worker.strike('SIGKILL');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 2, attempts: ['lost', 'completed'] });
}, 120_000);
