import type { Caller } from '@pingvas/auth';

/** Who looks at an image. */
export interface Viewer {
  /** Null without a credential. */
  userId: string | null;
  ip: string;
}

export const viewerOf = ({ caller, ip }: { caller: Caller | null; ip: string }): Viewer => ({
  userId: caller?.userId ?? null,
  ip,
});

/** As whom the database is asked: no user at all sees what is shared, and nothing else. */
export const identityOf = ({ userId }: Viewer): string => userId ?? '';
