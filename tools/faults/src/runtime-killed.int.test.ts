import { expect, test } from 'vitest';
import { expectRecovery } from './books/expect-recovery.ts';
import { startStand } from './stand/start-stand.ts';

const stand = await startStand();

test('a job whose runtime is killed is started once more when the runtime is back', async () => {
  const job = await stand.jobs.createAndWatch();
  await stand.runtime.strike('SIGKILL');
  const ended = await expectRecovery(stand, job);
  expect(ended).toMatchObject({ status: 'completed', starts: 2, attempts: ['failed', 'completed'] });
}, 120_000);
