import { describe, expect, test } from 'vitest';
import { AppError, ERRORS, insufficientCredits, isErrorCode, notFound, problemOf } from './index.ts';

const at = { instance: '/api/v1/generation/create', requestId: 'request-1' };

describe('problemOf', () => {
  test('a known error carries its code, type, title and members', () => {
    expect(problemOf(insufficientCredits({ required: 10, available: 5 }), at)).toEqual({
      status: 402,
      headers: {},
      body: {
        type: 'https://pingvas.studio/problems/insufficient-credits',
        title: 'Not enough credits',
        status: 402,
        code: 'INSUFFICIENT_CREDITS',
        detail: 'This needs 10 credits; 5 are available.',
        instance: '/api/v1/generation/create',
        request_id: 'request-1',
        required: 10,
        available: 5,
        shortfall: 5,
      },
    });
  });

  test.each([
    ['a database error', Object.assign(new Error('duplicate key value violates unique constraint'), { code: '23505' })],
    ['a thrown string', 'SELECT secret FROM users'],
    ['an object that looks like a known error', { code: 'CONFLICT', message: 'secret', members: { secret: 1 } }],
    ['nothing', undefined],
  ])('%s becomes INTERNAL_ERROR and says nothing about itself', (_case, error) => {
    const answer = problemOf(error, at);
    expect(answer.body.code).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(answer)).not.toMatch(/secret|duplicate|SELECT/);
  });

  test('a cause is for the log, never for the caller', () => {
    const answer = problemOf(new AppError('PROVIDER_ERROR', {}, { cause: new Error('secret') }), at);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  test('members cannot take the place of the standard ones', () => {
    expect(problemOf(new AppError('CONFLICT', { status: 200, code: 'X', title: 'Y' }), at).body).toMatchObject({
      status: 409,
      code: 'CONFLICT',
      title: 'Conflict',
    });
  });

  test('every 401 names the scheme, every 429 and 503 says when to come back', () => {
    for (const code of Object.keys(ERRORS).filter(isErrorCode)) {
      const { status, headers } = problemOf(new AppError(code), at);
      expect(headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
      if (status === 429 || status === 503) expect(headers['retry-after']).toMatch(/^\d+$/);
    }
    expect(problemOf(new AppError('IDEMPOTENCY_IN_PROGRESS'), at).headers['retry-after']).toBe('1');
  });

  test('an id inside a body points to itself, a missing object carries no errors', () => {
    expect(problemOf(notFound('/model_id'), at).body.errors).toMatchObject([
      { pointer: '/model_id', code: 'NOT_FOUND' },
    ]);
    expect(problemOf(notFound(), at).body).not.toHaveProperty('errors');
  });
});

test('titles are unique, so they tell errors apart', () => {
  const titles = Object.values(ERRORS).map((row) => row.title);
  expect(new Set(titles).size).toBe(titles.length);
});
