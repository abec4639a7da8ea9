import type { Redis } from '@pingvas/redis';

/**
 * Lets one replica do a piece of work in each period. Only saves work: what is done by turns is safe when done twice. Not a lock of
 * the database, for that would hold a transaction open while the store answers.
 * @param forMs the period
 */
export async function takeTurn(redis: Redis, name: string, forMs: number): Promise<boolean> {
  return (await redis.set(`gallery:turn:${name}`, '', 'PX', forMs, 'NX')) !== null;
}
