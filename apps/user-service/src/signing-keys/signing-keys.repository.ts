import { sql } from '@pingvas/db';
import type { Tx, UserDb } from '../database.ts';
import type { PublicJwk } from './public-jwk.ts';

/** A published key and since when it is known. */
export interface PublishedKey {
  kid: string;
  publicJwk: unknown;
  publishedAt: Date;
}

/** Publishes a key. One that is known keeps the time of its first publication. */
export const publish = (tx: Tx, jwk: PublicJwk): Promise<number> =>
  tx.$executeRaw`INSERT INTO signing_keys (kid, public_jwk) VALUES (${jwk.kid}, ${JSON.stringify(jwk)}::jsonb)
    ON CONFLICT (kid) DO NOTHING`;

/** Of these keys, those that are published and not retired, oldest first. */
export const findPublished = (tx: Tx, kids: string[], now: Date): Promise<PublishedKey[]> =>
  tx.signingKey.findMany({
    where: { kid: { in: kids }, OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] },
    orderBy: [{ publishedAt: 'asc' }, { kid: 'asc' }],
  });

/** Every public key that a token may still be signed by. Needs no user: the table is public. */
export const listPublicJwks = async (db: UserDb): Promise<unknown[]> => {
  const rows = await db.statement<{ public_jwk: unknown }>(sql`
    SELECT public_jwk FROM signing_keys WHERE retired_at IS NULL OR retired_at > now() ORDER BY published_at DESC, kid`);
  return rows.map((row) => row.public_jwk);
};
