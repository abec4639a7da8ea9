import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { byLoginRole } from '@pingvas/db';
import type { LoginRole } from '@pingvas/db';

export interface Secrets {
  postgresPassword: string;
  rolePasswords: Record<LoginRole, string>;
  s3AccessKeyId: string;
  s3SecretAccessKey: string;
  /** 32 bytes, base64. */
  quoteSecret: string;
  /** JSON list of private Ed25519 JWKs, each with a kid. */
  jwtSigningKeys: string;
  adminPassword: string;
}

/** The secrets of this folder: made at its first start, readable by its owner only, handed to the parts by environment. */
export const readSecrets = (file: string): Secrets => {
  const kept = read(file);
  if (kept !== undefined) return kept;
  const made = makeSecrets();
  writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
};

const makeSecrets = (): Secrets => ({
  postgresPassword: word(),
  rolePasswords: byLoginRole(word),
  s3AccessKeyId: `local${randomBytes(6).toString('hex')}`,
  s3SecretAccessKey: word(),
  quoteSecret: randomBytes(32).toString('base64'),
  jwtSigningKeys: JSON.stringify([signingKey()]),
  adminPassword: word(),
});

const word = (): string => randomBytes(18).toString('base64url');

const signingKey = () => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid: `local-${randomBytes(4).toString('hex')}`,
});

/** Undefined when there is no file, or one of another version: secrets that lack a member are made anew. */
const read = (file: string): Secrets | undefined => {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isSecrets(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
};

const isSecrets = (value: unknown): value is Secrets =>
  typeof value === 'object' && value !== null && Object.keys(makeSecrets()).every((name) => name in value);
