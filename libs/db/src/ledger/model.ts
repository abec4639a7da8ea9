import { bySpendOrder, createLots, hasLapsed, sum } from './model-lots.ts';
import type { Part } from './model-lots.ts';

interface Hold {
  parts: Part[];
  open: boolean;
}

/** What the ledger's functions promise, written a second time as plainly as possible, to hold the real ones against. */
export interface LedgerModel {
  grant(amount: number, lastDay: number | undefined, reference: string): void;
  /** @returns what is missing; 0 when the hold stands. */
  hold(job: string, amount: number): number;
  settle(job: string, charge: number): { held: number; charged: number; released: number };
  /** @returns what lapsed. */
  expire(): number;
  /** @returns whether there was enough. */
  debit(amount: number, reference: string): boolean;
  /** Lots with an end reach it. */
  passTime(): void;
  state(): {
    available: number;
    held: number;
    earned: number;
    spent: number;
    lots: { remaining: number; held: number }[];
  };
}

/** The account of one user. */
export function createLedgerModel(): LedgerModel {
  const lots = createLots();
  const holds = new Map<string, Hold>();
  const done = new Set<string>();
  const total = { earned: 0, spent: 0 };
  return {
    grant: (amount, lastDay, reference) => {
      if (done.has(`grant ${reference}`)) return;
      done.add(`grant ${reference}`);
      lots.add(amount, lastDay);
      total.earned += amount;
    },
    hold: (job, amount) => {
      if (holds.has(job)) return 0;
      lots.expire();
      if (lots.available() < amount) return amount - lots.available();
      const parts = lots.take(amount);
      for (const part of parts) part.lot.held += part.amount;
      holds.set(job, { parts, open: true });
      return 0;
    },
    settle: (job, charge) => {
      const answer = settle(holds.get(job), charge);
      total.spent += answer.charged;
      return answer;
    },
    expire: () => lots.expire(),
    debit: (amount, reference) => {
      if (done.has(`debit ${reference}`)) return true;
      lots.expire();
      if (lots.available() < amount) return false;
      lots.take(amount);
      done.add(`debit ${reference}`);
      return true;
    },
    passTime: () => lots.age(1_000),
    state: () => ({ available: lots.available(), held: lots.held(), ...total, lots: lots.list() }),
  };
}

/** The charge is taken from the parts in spend order; the rest returns to its lots, and lapses with those that have. */
function settle(hold: Hold | undefined, charge: number): ReturnType<LedgerModel['settle']> {
  if (hold?.open !== true) return { held: 0, charged: 0, released: 0 };
  hold.open = false;
  const held = sum(hold.parts.map((part) => part.amount));
  const charged = Math.max(0, Math.min(charge, held));
  let open = charged;
  for (const { lot, amount } of hold.parts.toSorted((a, b) => bySpendOrder(a.lot, b.lot))) {
    const spent = Math.min(amount, open);
    open -= spent;
    lot.held -= amount;
    if (!hasLapsed(lot)) lot.remaining += amount - spent;
  }
  return { held, charged, released: held - charged };
}
