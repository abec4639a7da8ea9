import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import { PublicJwk } from './public-jwk.ts';
import { listPublicJwks } from './signing-keys.repository.ts';

/** Nobody is counted on this path: however many ask, the database is asked once in so long. */
const CACHED_FOR_MS = 10_000;

export interface KeySet {
  /** Every public key that a token may be signed by, newest first. */
  list: () => Promise<PublicJwk[]>;
}

export function createKeySet({ db, clock }: { db: UserDb; clock: Clock }): KeySet {
  let cached: { keys: Promise<PublicJwk[]>; untilMs: number } | undefined;
  const load = (): Promise<PublicJwk[]> => {
    const keys = listPublicJwks(db).then((rows) => Value.Parse(Type.Array(PublicJwk), rows));
    keys.catch(() => (cached = undefined));
    return keys;
  };
  return {
    list: () => {
      const nowMs = clock.now().getTime();
      if (cached === undefined || cached.untilMs <= nowMs) cached = { keys: load(), untilMs: nowMs + CACHED_FOR_MS };
      return cached.keys;
    },
  };
}
