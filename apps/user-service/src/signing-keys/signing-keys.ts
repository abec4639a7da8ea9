import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import type { PrivateJwk } from './private-keys.ts';
import { publicHalf } from './public-jwk.ts';
import { findPublished, publish, type PublishedKey } from './signing-keys.repository.ts';
import { signerAt } from './signer.ts';

/** A key that this service can sign with. */
interface SigningKey {
  kid: string;
  publishedAt: Date;
  privateKey: KeyObject;
}

export interface SigningKeys {
  /** The key that signs now; it changes while the service runs. */
  current: () => SigningKey;
}

/**
 * Publishes the public halves and keeps the private ones at hand. Safe to run in many processes at once: the first one's time
 * of publication counts for all.
 * @throws when a published key of the same `kid` differs, or when all are retired: signing would only make tokens that fail
 */
export async function openSigningKeys(db: UserDb, keys: readonly PrivateJwk[], clock: Clock): Promise<SigningKeys> {
  const published = await db.withSystem(async (tx) => {
    for (const key of keys) await publish(tx, publicHalf(key));
    return findPublished(
      tx,
      keys.map(({ kid }) => kid),
      clock.now(),
    );
  });
  const [first, ...others] = published.map((row) => withPrivateHalf(row, keys));
  if (first === undefined) throw new Error('Every key of JWT_SIGNING_KEYS is retired');
  return { current: () => signerAt([first, ...others], clock.now()) };
}

function withPrivateHalf({ kid, publicJwk, publishedAt }: PublishedKey, keys: readonly PrivateJwk[]): SigningKey {
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined || !isDeepStrictEqual(publicJwk, publicHalf(key)))
    throw new Error(`The published key ${kid} is not the one in JWT_SIGNING_KEYS: give the new key a kid of its own`);
  return { kid, publishedAt, privateKey: createPrivateKey({ key: { ...key }, format: 'jwk' }) };
}
