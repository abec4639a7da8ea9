/** One lot of credits, in the small. Days are counted from today; a lot past its day has lapsed. */
export interface Lot {
  remaining: number;
  held: number;
  /** undefined: never lapses. */
  lastDay: number | undefined;
}

export interface Part {
  lot: Lot;
  amount: number;
}

/** Where credits are taken from and go back to. */
export interface Lots {
  add(amount: number, lastDay: number | undefined): void;
  available(): number;
  held(): number;
  /** Takes from the lot that lapses soonest first, from older ones before newer; at most what there is. */
  take(amount: number): Part[];
  /** Empties the lots that have lapsed and returns what was in them. */
  expire(): number;
  age(days: number): void;
  list(): { remaining: number; held: number }[];
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const hasLapsed = (lot: Lot): boolean => lot.lastDay !== undefined && lot.lastDay < 0;

/** The sort is stable: lots of one day stay in the order of their making. */
export const bySpendOrder = (a: Lot, b: Lot): number => (a.lastDay ?? 1e9) - (b.lastDay ?? 1e9);

export function createLots(): Lots {
  const lots: Lot[] = [];
  return {
    add: (amount, lastDay) => void lots.push({ remaining: amount, held: 0, lastDay }),
    available: () => sum(lots.map((lot) => lot.remaining)),
    held: () => sum(lots.map((lot) => lot.held)),
    take: (amount) => takeFrom(lots.toSorted(bySpendOrder), amount),
    expire: () =>
      sum(lots.filter(hasLapsed).map((lot) => sum(takeFrom([lot], lot.remaining).map((part) => part.amount)))),
    age: (days) => {
      for (const lot of lots) if (lot.lastDay !== undefined) lot.lastDay -= days;
    },
    list: () => lots.map(({ remaining, held }) => ({ remaining, held })),
  };
}

function takeFrom(lots: readonly Lot[], amount: number): Part[] {
  let open = amount;
  return lots.flatMap((lot) => {
    const part = Math.min(lot.remaining, open);
    lot.remaining -= part;
    open -= part;
    return part > 0 ? [{ lot, amount: part }] : [];
  });
}
