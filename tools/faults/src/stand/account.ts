import { sql } from '@pingvas/db';
import { createSigningKey, grantCredits, insertUser, issueToken } from '@pingvas/testing';
import { v7 as uuidv7 } from 'uuid';
import type { StandDatabase } from './database.ts';

const CREDITS = 10_000;

export const MODEL = 'sd15-base';

/** Writes the catalogue's one model and a user with credits. @returns the user's access token, signed by a published key */
export const createAccount = async (database: StandDatabase): Promise<string> => {
  const key = await createSigningKey();
  const publicJwk = { kid: key.kid, kty: key.kty, crv: key.crv, x: key.x, alg: 'EdDSA', use: 'sig' };
  await database.admin(
    sql`INSERT INTO signing_keys (kid, public_jwk) VALUES (${key.kid}, ${JSON.stringify(publicJwk)}::jsonb)`,
  );
  await insertModel(database);
  const user = await insertUser(database);
  await grantCredits(database, user.id, CREDITS);
  return issueToken({ userId: user.id, sessionId: user.sessionId, key });
};

const insertModel = ({ admin }: StandDatabase): Promise<unknown> => {
  const defaults = { width: 512, height: 512, steps: 20, cfg_scale: 7.5, sampler: 'euler' };
  return admin(sql`
    INSERT INTO models (id, name, display_name, type, base, version, min_tier, licence, sha256, file_size_bytes, path, runtime_key,
      default_parameters)
    VALUES (${uuidv7()}::uuid, ${MODEL}, ${MODEL}, 'main', 'sd15', '1', 'free', 'test', ${'a'.repeat(64)}, 1, ${MODEL}, ${MODEL},
      ${JSON.stringify(defaults)}::jsonb)`);
};
