import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { TestSigningKey } from '../servers/test-servers.ts';

/** A new Ed25519 key pair, as the private JWK that user-service is configured with. */
export async function createSigningKey(): Promise<TestSigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x, d } = await exportJWK(privateKey);
  if (x === undefined || d === undefined) throw new Error('The key is no Ed25519 private key');
  return { kid: `test-${randomUUID()}`, kty: 'OKP', crv: 'Ed25519', x, d };
}
