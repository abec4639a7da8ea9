/** How often a part may die before the stack gives it up: a drill kills parts, a broken one never stops dying. */
const MOST_DEATHS = 10;
const WITHIN_MS = 30_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 3_000;

export interface Patience {
  /** Notes a death at `now` (ms); answers how long to wait before the next start, or undefined: give it up. */
  afterDeath: (now: number) => number | undefined;
  /** The part was ready: the next wait is short again. */
  afterReady: () => void;
}

/** Restarts at once when a part dies once in a while, ever more slowly when it cannot start. */
export const createPatience = (): Patience => {
  let deaths: number[] = [];
  let waitMs = FIRST_WAIT_MS;
  return {
    afterDeath: (now) => {
      deaths = [...deaths.filter((at) => now - at < WITHIN_MS), now];
      if (deaths.length >= MOST_DEATHS) return undefined;
      const wait = waitMs;
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      return wait;
    },
    afterReady: () => {
      waitMs = FIRST_WAIT_MS;
    },
  };
};
