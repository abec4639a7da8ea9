import { expect, test } from 'vitest';
import { expectRecovery } from './books/expect-recovery.ts';
import { startStand } from './stand/start-stand.ts';

const stand = await startStand();

test('a running job does not notice that generation-service is killed', async () => {
  const job = await stand.jobs.createAndWatch();
  await stand.generation.strike('SIGKILL');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 1, attempts: ['completed'] });
}, 120_000);
