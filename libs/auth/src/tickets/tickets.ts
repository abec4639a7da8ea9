import { createHash, randomBytes } from 'node:crypto';
import { serviceUnavailable } from '@pingvas/errors';
import type { Redis } from '@pingvas/redis';

const LIFETIME_SECONDS = 30;
const RETRY_AFTER_SECONDS = 2;
const SHAPE = /^[A-Za-z0-9_-]{43}$/;

export interface Ticket {
  ticket: string;
  expiresAt: Date;
}

/** Single-use tickets for streams, which cannot send an Authorization header: 30 s, and gone once seen (API contract 2, G25). */
export interface Tickets {
  issue: (sessionId: string) => Promise<Ticket>;
  /** The login that it was issued to; null when it is unknown, used or expired. */
  redeem: (ticket: string) => Promise<string | null>;
}

export function createTickets(redis: Redis): Tickets {
  return {
    issue: async (sessionId) => {
      const ticket = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + LIFETIME_SECONDS * 1000);
      await orUnavailable(redis.set(keyOf(ticket), sessionId, 'EX', LIFETIME_SECONDS));
      return { ticket, expiresAt };
    },
    redeem: async (ticket) => (SHAPE.test(ticket) ? orUnavailable(redis.getdel(keyOf(ticket))) : null),
  };
}

/** Hashed: who can read Redis cannot open streams. */
const keyOf = (ticket: string): string => `ticket:${createHash('sha256').update(ticket).digest('hex')}`;

async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw serviceUnavailable(RETRY_AFTER_SECONDS, error);
  }
}
