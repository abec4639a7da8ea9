import type { ServerProcess } from '@pingvas/local-servers';
import type { KeptAlive } from '../processes/keep-alive.ts';
import { keepAlive } from '../processes/keep-alive.ts';

/** What a stand has opened, and its end. */
export interface Lifetime {
  /** Notes what is to be done at the end; what came last goes first. Throws when the end has begun. */
  atEnd: (close: () => unknown) => void;
  /** Keeps a process alive until the end, also one that is not ready when the end comes. */
  keep: (start: () => Promise<ServerProcess>) => Promise<KeptAlive>;
  end: () => Promise<void>;
}

export const createLifetime = (): Lifetime => {
  const closers: (() => unknown)[] = [];
  let isOver = false;
  const assertOpen = (): void => {
    if (isOver) throw new Error('the stand is being taken down');
  };
  const atEnd = (close: () => unknown): void => {
    assertOpen();
    closers.push(close);
  };
  return {
    atEnd,
    keep: async (start) => {
      assertOpen();
      const kept = keepAlive(start);
      atEnd(async () => (await kept.catch(() => undefined))?.stop());
      return kept;
    },
    end: async () => {
      isOver = true;
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
};
