import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { sql } from '@pingvas/db';
import { serviceUnavailable } from '@pingvas/errors';
import type { AuthDb } from '../context/contexts.ts';

/** Keys are published 24 h before they sign, so an old list is rarely wrong; a withdrawn key must not live on in it. */
const MAX_AGE_MS = 60_000;
/** A token can name any key: strangers must not make us ask the database as often as they like. */
const MIN_INTERVAL_MS = 5000;

interface SigningKeyRow {
  kid: string;
  public_jwk: JsonWebKey;
}

export interface SigningKeys {
  /**
   * The public key of that name, as PEM; undefined when there is none.
   * @throws AppError SERVICE_UNAVAILABLE when no list could ever be read
   */
  find: (kid: string) => Promise<string | undefined>;
}

/** Public keys of access tokens, from the rows of `signing_keys`. A database that is away leaves the last list in force. */
export function createSigningKeys(db: AuthDb): SigningKeys {
  let keys: ReadonlyMap<string, string> | undefined;
  let loadedAt = -Infinity;
  let loading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    loadedAt = performance.now();
    const rows = await db.statement<SigningKeyRow>(
      sql`SELECT kid, public_jwk FROM signing_keys WHERE retired_at IS NULL OR retired_at > now()`,
    );
    keys = new Map(rows.map((row) => [row.kid, pemOf(row.public_jwk)]));
  };
  const reload = (): Promise<void> => {
    loading ??= load().finally(() => (loading = undefined));
    return loading;
  };

  return {
    find: async (kid) => {
      const ageMs = performance.now() - loadedAt;
      const isWanted = keys === undefined || ageMs > MAX_AGE_MS || (!keys.has(kid) && ageMs > MIN_INTERVAL_MS);
      if (isWanted || loading !== undefined) {
        await reload().catch((error: unknown) => {
          if (keys === undefined) throw serviceUnavailable(Math.ceil(MIN_INTERVAL_MS / 1000), error);
        });
      }
      return keys?.get(kid);
    },
  };
}

const pemOf = (jwk: JsonWebKey): string =>
  createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
