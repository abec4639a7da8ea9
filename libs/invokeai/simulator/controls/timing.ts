/** How long things take, in ms. All 0 = as fast as it can. */
export interface Timing {
  /** Each denoising step. */
  step_ms: number;
  /** The first use of a model since the start or since the model cache was emptied. */
  load_ms: number;
  /** Each picture beside its steps: decoding and saving. */
  fixed_ms: number;
  /** From the enqueue call to the pick-up by an idle processor. The real one takes 0-1000. */
  pickup_ms: number;
}

/** Pleasant to watch: a picture of 20 steps takes some two seconds. */
export const defaultTiming: Timing = { step_ms: 70, load_ms: 600, fixed_ms: 250, pickup_ms: 100 };

const KEYS = ['step_ms', 'load_ms', 'fixed_ms', 'pickup_ms'] as const;

/** The given members of a request over the present timing; a member that is no number from 0 on is an error. */
export function changeTiming(present: Timing, request: Readonly<Record<string, unknown>>): Timing {
  const changed = { ...present };
  for (const key of Object.keys(request)) {
    const known = KEYS.find((one) => one === key);
    const value = request[key];
    if (!known) throw new TypeError(`${key} is not one of ${KEYS.join(', ')}`);
    if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`${key} must be a number from 0 on`);
    changed[known] = value;
  }
  return changed;
}
