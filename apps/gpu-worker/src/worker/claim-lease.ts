import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@pingvas/logger';
import { leaseIdOf, type Claim, type LeasePayload, type WorkerPresence } from '@pingvas/queue';
import type { WorkerStatus } from './status.ts';

/** A claim outlives its lease's run limit by this much: no scheduler offers a lease again that late. */
const CLAIM_MARGIN_MS = 3_600_000;
const RETRY_MS = 200;

/** Picks up a lease in one round trip, asking until Redis answers or `signal` is given (then null). */
export type ClaimLease = (lease: LeasePayload, signal: AbortSignal) => Promise<Claim | null>;

type Options = { readonly presence: WorkerPresence; readonly status: WorkerStatus; readonly logger: Logger };

export const createClaimLease = ({ presence, status, logger }: Options): ClaimLease => {
  /** Names this process's life: after a crash the same worker id is another claimant. */
  const claimant = randomUUID();
  return async (lease, signal) => {
    const ttlMs = Math.ceil(lease.run_limit_seconds * 1000) + CLAIM_MARGIN_MS;
    while (!signal.aborted) {
      try {
        return await presence.claim(status.record(), leaseIdOf(lease), claimant, ttlMs);
      } catch (error) {
        logger.warn({ err: error, lease: leaseIdOf(lease) }, 'lease not claimed yet');
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return null;
  };
};
