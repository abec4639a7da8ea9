import { inject } from 'vitest';

/** The private half of the key that tests sign access tokens with; its public half is a row of every test database. */
export interface TestSigningKey {
  kid: string;
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  d: string;
}

/** The real servers of one test run. Plain data: it crosses from the run's main process to its workers. */
export interface TestServers {
  postgres: {
    /** A superuser, connected directly. */
    superuserUrl: string;
    /** Migrated once; copied for each test file. */
    templateDatabase: string;
  };
  redis: { url: string };
  s3: { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string };
  signingKey: TestSigningKey;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers;
  }
}

/** The servers that this run started, or was given by URL. For files named `*.int.test.ts`, the others have none. */
export const servers = (): TestServers => inject('servers');
