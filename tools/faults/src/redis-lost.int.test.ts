import { expect, test } from 'vitest';
import { expectRecovery } from './books/expect-recovery.ts';
import { startStand } from './stand/start-stand.ts';

const stand = await startStand();

test('a running job outlives a Redis that is killed and comes back empty', async () => {
  const job = await stand.jobs.createAndWatch();
  await stand.redis.strike('SIGKILL');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 1, attempts: ['completed'] });
}, 120_000);
