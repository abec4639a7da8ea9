import { leaseIdOf, type Outcome } from '@pingvas/queue';

const REMEMBERED = 64;

/**
 * The last outcomes of leases this process has ended. A lease that comes again (its outcome was lost with Redis, or the
 * scheduler put it twice) is answered with its outcome instead of being run twice.
 */
export type EndedLeases = { remember(outcome: Outcome): void; find(leaseId: string): Outcome | undefined };

export const createEndedLeases = (): EndedLeases => {
  const outcomes = new Map<string, Outcome>();
  return {
    remember(outcome) {
      outcomes.set(leaseIdOf(outcome), outcome);
      const [oldest] = outcomes.keys();
      if (outcomes.size > REMEMBERED && oldest) outcomes.delete(oldest);
    },
    find: (leaseId) => outcomes.get(leaseId),
  };
};
