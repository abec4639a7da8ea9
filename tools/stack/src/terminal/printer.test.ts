import { expect, it } from 'vitest';
import { createPrinter } from './printer.ts';

it('says how long a step took and what came of it, and nothing of one that failed', async () => {
  const written: string[] = [];
  const times = [0, 1_240];
  const printer = createPrinter(
    (text) => written.push(text),
    () => times.shift() ?? 0,
  );
  expect(await printer.step('migrations', Promise.resolve(3), (count) => `${count} applied`)).toBe(3);
  await expect(printer.step('gateway', Promise.reject(new Error('port taken')))).rejects.toThrow('port taken');
  expect(written).toEqual(['  ✓ migrations             1.2 s  3 applied\n']);
});
