import { expect, test } from 'vitest';
import { expectRecovery } from './books/expect-recovery.ts';
import { startStand } from './stand/start-stand.ts';

const stand = await startStand();

test('a running job does not notice that Postgres crashes and recovers', async () => {
  const job = await stand.jobs.createAndWatch();
  // The immediate stop: no checkpoint, what follows is crash recovery.
  await stand.postgres.strike('SIGQUIT');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 1, attempts: ['completed'] });
}, 120_000);
