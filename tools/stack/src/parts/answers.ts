const TIMEOUT_MS = 2_000;

/** Whether a GET of this URL is answered with 2xx in two seconds. Never rejects. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await body?.cancel();
    return ok;
  } catch {
    return false;
  }
};
