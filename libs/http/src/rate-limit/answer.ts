import { AppError } from '@pingvas/errors';
import type { FastifyReply } from 'fastify';
import { wireTime } from '../wire/time.ts';
import type { PolicyState } from './bucket.ts';

/** The refusing policy with the longest wait; when none refuses, the one with the least left. */
function tightestOf(states: readonly PolicyState[]): PolicyState | undefined {
  return states.toSorted(
    (a, b) => b.waitMs - a.waitMs || a.remaining - b.remaining || a.windowSeconds - b.windowSeconds,
  )[0];
}

/**
 * Puts the counts into the headers of the answer (API contract 1.7).
 * @throws AppError RATE_LIMIT_EXCEEDED when a policy refuses
 */
export function answerRateLimit(reply: FastifyReply, states: readonly PolicyState[]): void {
  const tightest = tightestOf(states);
  if (tightest === undefined) return;
  const resetSeconds = Math.ceil(tightest.fullInMs / 1000);
  void reply.headers({
    'ratelimit-policy': states
      .map(({ name, quota, windowSeconds }) => `"${name}";q=${quota};w=${windowSeconds}`)
      .join(', '),
    ratelimit: `"${tightest.name}";r=${tightest.remaining};t=${resetSeconds}`,
    'x-ratelimit-limit': tightest.quota,
    'x-ratelimit-remaining': tightest.remaining,
    'x-ratelimit-reset': Math.floor(Date.now() / 1000) + resetSeconds,
  });
  if (tightest.waitMs > 0) throw rateLimitExceeded(tightest);
}

function rateLimitExceeded({ name, quota, waitMs }: PolicyState): AppError {
  const resetAt = wireTime(new Date(Date.now() + waitMs));
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) };
  return new AppError('RATE_LIMIT_EXCEEDED', { policy: name, limit: quota, reset_at: resetAt }, { headers });
}
