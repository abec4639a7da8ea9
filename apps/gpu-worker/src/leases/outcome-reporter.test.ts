import { createLogger } from '@pingvas/logger';
import { InvalidPayload, type Outcome } from '@pingvas/queue';
import { expect, test } from 'vitest';
import { createAttempt } from './attempt.ts';
import { leaseOf } from '../test/lease.fixture.ts';
import { createOutcomeReporter } from './outcome-reporter.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const outcome = (): Outcome => {
  const lease = leaseOf();
  return createAttempt({ lease, workerId: lease.user_id, startedAt: new Date() }).message('completed');
};
const failing = (times: number, error: Error = new Error('Redis is away')) => {
  const taken: Outcome[] = [];
  let left = times;
  const enqueue = async (one: Outcome) => {
    left -= 1;
    if (left >= 0) throw error;
    taken.push(one);
  };
  return { taken, reporter: createOutcomeReporter({ enqueue, logger }) };
};

test('an outcome is put again until it is taken', async () => {
  const { taken, reporter } = failing(4);
  const one = outcome();
  reporter.put(one);
  await reporter.flush();
  expect(taken).toEqual([one]);
});

test('what is not valid is not tried again', async () => {
  const { taken, reporter } = failing(Infinity, new InvalidPayload('outcome', ['/lease']));
  reporter.put(outcome());
  await reporter.flush();
  expect(taken).toEqual([]);
});

test('a process that ends does not wait for Redis', async () => {
  const { reporter } = failing(Infinity);
  reporter.put(outcome());
  const flushed = reporter.flush();
  reporter.close();
  await flushed;
});
