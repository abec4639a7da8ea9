/**
 * Lets a repeating message through at most once per interval and counts what it held back.
 * @param log gets the number of held-back calls since the last one
 */
export function throttled<Args extends unknown[]>(
  intervalMs: number,
  log: (suppressed: number, ...args: Args) => void,
): (...args: Args) => void {
  let openAt = 0;
  let suppressed = 0;
  return (...args) => {
    if (performance.now() < openAt) {
      suppressed += 1;
      return;
    }
    openAt = performance.now() + intervalMs;
    log(suppressed, ...args);
    suppressed = 0;
  };
}
