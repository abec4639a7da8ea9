import { createLogger } from '@pingvas/logger';
import { expect, test } from 'vitest';
import { closeInPhases } from './close-in-phases.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

test('phases run in order, and one that fails or hangs keeps none of the others from running', async () => {
  const ran: string[] = [];
  const phase = (name: string, run: () => unknown) => ({ name, limitMs: 20, run: () => (ran.push(name), run()) });
  const clean = await closeInPhases(logger, [
    phase('intake', () => undefined),
    phase('work', () => new Promise(() => undefined)),
    phase('broken', () => {
      throw new Error('broken');
    }),
    phase('clients', () => Promise.resolve()),
  ]);
  expect([clean, ran]).toEqual([false, ['intake', 'work', 'broken', 'clients']]);
});

test('a stop in order says so', async () => {
  expect(await closeInPhases(logger, [{ name: 'all', limitMs: 20, run: () => undefined }])).toBe(true);
});
