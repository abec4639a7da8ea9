import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createDb, systemRoleOf, type Db } from '@pingvas/db';
import { newId } from '@pingvas/http';
import { importJWK, SignJWT, type JWK } from 'jose';
import pg from 'pg';

export interface Account {
  userId: string;
  token: string;
}

const CREDITS = 1_000_000_000;
const TERMS = JSON.stringify({ queue_size: 1_000_000_000, storage_bytes: 1e15 });

/** Accounts that nothing bounds, each with a login and its access token, and one model to ask for. */
export async function seedAccounts(
  superuserUrl: string,
  schema: string,
  issuer: string,
  count: number,
): Promise<{ accounts: Account[]; modelId: string }> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const kid = 'bench';
  await client.query('INSERT INTO signing_keys (kid, public_jwk) VALUES ($1, $2)', [
    kid,
    { ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' },
  ]);
  const modelId = newId();
  await client.query(
    `INSERT INTO models (id, name, display_name, type, base, version, min_tier, licence, sha256, file_size_bytes, path, runtime_key,
       default_parameters) VALUES ($1, 'sd15-base', 'SD 1.5', 'main', 'sd15', '1', 'free', 'x', 'x', 1, 'x', 'x', '{}')`,
    [modelId],
  );
  const key = { ...privateKey.export({ format: 'jwk' }), kid };
  const accounts = await Promise.all(Array.from({ length: count }, () => seedAccount(client, issuer, key)));
  await client.end();
  return { accounts, modelId };
}

async function seedAccount(client: pg.Client, issuer: string, key: JWK): Promise<Account> {
  const [userId, sessionId] = [newId(), newId()];
  const name = randomUUID().slice(0, 13);
  await client.query(`INSERT INTO users (id, email, username, email_verified_at) VALUES ($1, $2, $3, now())`, [
    userId,
    `${name}@bench.example`,
    name,
  ]);
  await client.query(
    `INSERT INTO sessions (id, user_id, token_delivery, ip, user_agent) VALUES ($1, $2, 'body', '127.0.0.1', 'bench')`,
    [sessionId, userId],
  );
  await client.query(
    `INSERT INTO subscriptions (id, user_id, plan_type, status, current_period_start, current_period_end, monthly_credits, limits)
     VALUES ($1, $2, 'enterprise', 'active', now(), now() + interval '1 month', 1000, $3)`,
    [newId(), userId, TERMS],
  );
  await client.query(`SELECT credit_grant($1, $2, 'admin', 'admin_adjustment', 'admin', 'bench', NULL, 'bench')`, [
    userId,
    CREDITS,
  ]);
  const token = await new SignJWT({ role: 'user', sid: sessionId })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '', typ: 'at+jwt' })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience('pingvas-api')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(key, 'EdDSA'));
  return { userId, token };
}

/** The client and pool that generation-service uses. */
export const openDb = (url: string, schema: string, poolMax: number): Db<never> =>
  createDb({ url, schema, poolMax, systemRole: systemRoleOf(schema, 'generation') });
