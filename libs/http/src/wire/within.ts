/**
 * Waits for work, but not for ever. The work itself goes on; its late result is dropped.
 * @throws when it takes longer than `timeoutMs`
 */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => expired.reject(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
