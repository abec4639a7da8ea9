import { expect, test } from 'vitest';
import { createTestClock } from './test-clock.ts';

test('it stands still until it is moved', () => {
  const clock = createTestClock(new Date('2026-03-01T00:00:00.000Z'));
  expect(clock.now()).toEqual(clock.now());
  clock.advanceMs(1_500);
  expect(clock.now()).toEqual(new Date('2026-03-01T00:00:01.500Z'));
});
