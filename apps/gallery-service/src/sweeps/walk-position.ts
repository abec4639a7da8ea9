import type { Redis } from '@pingvas/redis';

const KEY = 'gallery:object-walk';

/** How far a walk over the bucket has come. */
export interface WalkPosition {
  /** The last key that was judged; '' at the beginning. */
  after: string;
  /** Objects without a row that are still there, so far. */
  left: number;
}

/** A bucket is walked over several runs. Losing the position costs a walk from the beginning, nothing else. */
export async function loadPosition(redis: Redis): Promise<WalkPosition> {
  const [after, left] = await redis.hmget(KEY, 'after', 'left');
  return { after: after ?? '', left: Number(left ?? 0) };
}

export const savePosition = async (redis: Redis, position: WalkPosition): Promise<void> =>
  void (await redis.hset(KEY, position));

export const clearPosition = async (redis: Redis): Promise<void> => void (await redis.del(KEY));
