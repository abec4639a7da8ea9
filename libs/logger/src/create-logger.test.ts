import { describe, expect, test } from 'vitest';
import { createLogger, throttled } from './index.ts';

function loggedBy(write: (logger: ReturnType<typeof createLogger>) => void): { text: string; line: unknown } {
  let text = '';
  write(
    createLogger({ name: 'generation-service', level: 'info', destination: { write: (line) => void (text += line) } }),
  );
  return { text, line: JSON.parse(text.split('\n')[0] ?? '') };
}

describe('createLogger', () => {
  test('a line is one JSON object with level, time, service and message', () => {
    const { line } = loggedBy((logger) => logger.child({ request_id: 'r-1' }).info({ jobs: 3 }, 'done'));
    expect(line).toMatchObject({
      level: 'info',
      service: 'generation-service',
      message: 'done',
      jobs: 3,
      request_id: 'r-1',
    });
    expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/));
  });

  test.each([
    ['at the top', { password: 'hush' }],
    ['a header', { headers: { authorization: 'Bearer hush', 'set-cookie': 'hush' } }],
    ['a body', { request: { body: { refresh_token: 'hush', prompt: 'hush', negative_prompt: 'hush' } } }],
  ])('secrets and prompts never reach the log: %s', (_case, fields) => {
    expect(loggedBy((logger) => logger.info(fields)).text).not.toContain('hush');
    expect(loggedBy((logger) => logger.child(fields).info('x')).text).not.toContain('hush');
  });

  test('an error keeps its causes and loses what a driver hung on it', () => {
    const cause = Object.assign(new Error('duplicate'), { code: '23505', detail: 'Key (email)=(hush) exists' });
    const { text, line } = loggedBy((logger) => logger.error({ err: new Error('outer', { cause }) }, 'failed'));
    expect(line).toMatchObject({ err: { message: 'outer', cause: { message: 'duplicate', code: '23505' } } });
    expect(text).not.toContain('hush');
  });
});

test('a throttled message passes once per interval and says how many were held back', () => {
  const seen: [number, string][] = [];
  const everyHour = throttled(3_600_000, (suppressed, text: string) => seen.push([suppressed, text]));
  everyHour('first');
  everyHour('second');
  expect(seen).toEqual([[0, 'first']]);
  const always = throttled(0, (suppressed, text: string) => seen.push([suppressed, text]));
  always('third');
  expect(seen.at(-1)).toEqual([0, 'third']);
});
