/** A clock that stands still until a test moves it. */
export interface TestClock {
  now(): Date;
  advanceMs(ms: number): void;
}

/** @param start where it stands at first. */
export function createTestClock(start = new Date('2026-01-15T12:00:00.000Z')): TestClock {
  let timeMs = start.getTime();
  return {
    now: () => new Date(timeMs),
    advanceMs: (ms) => {
      timeMs += ms;
    },
  };
}
