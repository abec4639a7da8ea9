/** In milliseconds; a picture of 15 steps takes a good second. */
const TIMING = { step_ms: 90, load_ms: 200, fixed_ms: 50, pickup_ms: 50 };

/** Makes the simulator slow enough to be struck while it paints. It keeps this over its own restart. */
export const setTiming = async (runtimeUrl: string): Promise<void> => {
  const { ok, status } = await fetch(`${runtimeUrl}/sim/timing`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(TIMING),
  });
  if (!ok) throw new Error(`the simulator refuses its timing: ${status}`);
};
