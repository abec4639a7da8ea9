import { describe, expect, test } from 'vitest';
import type { FastifyRequest } from 'fastify';
import { checkIfMatch, etagOf } from './etag.ts';
import { newId } from './ids.ts';
import { preferredWaitSeconds } from './prefer.ts';
import { wireTime } from './time.ts';

const requestWith = (headers: FastifyRequest['headers']) => ({ headers });

test.each([
  ['wait=30', 30],
  ['wait=61', 60],
  ['respond-async, wait=10', 10],
  ['Wait = 5', 5],
  ['wait=0', null],
  ['wait=-1', null],
  ['wait=soon', null],
  ['wait=1.5', null],
  ['await=5', null],
  [undefined, null],
])('Prefer: %s waits %s', (prefer, seconds) => {
  expect(preferredWaitSeconds(requestWith(prefer === undefined ? {} : { prefer }))).toBe(seconds);
});

describe('If-Match', () => {
  const etag = etagOf('id', '7');
  test.each([{}, { 'if-match': etag }, { 'if-match': `"x", ${etag}` }, { 'if-match': '*' }])('%j passes', (headers) => {
    expect(() => checkIfMatch(requestWith(headers), etag)).not.toThrow();
  });

  test('another state is refused', () => {
    const stale = requestWith({ 'if-match': etagOf('id', '6') });
    expect(() => checkIfMatch(stale, etag)).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }));
  });

  test('parts do not run into each other', () => {
    expect(etagOf('a', 'bc')).not.toBe(etagOf('ab', 'c'));
  });
});

test('ids sort by the time they were made', () => {
  const ids = Array.from({ length: 100 }, () => newId());
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a time is RFC 3339 in UTC with milliseconds', () => {
  expect(wireTime(new Date('2026-11-21T08:00:00+01:00'))).toBe('2026-11-21T07:00:00.000Z');
});
