import { publicRow, type Routes } from '@pingvas/http';
import type { KeySet } from './key-set.ts';
import { JwkSet } from './public-jwk.ts';

const PUBLIC_FOR_SECONDS = 300;

export const signingKeyRoutes: Routes<{ keySet: KeySet }> = async (app, { keySet }) => {
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        summary: 'Public keys of access tokens',
        description: 'A new key is published at least 24 hours before it signs.',
        tags: ['auth'],
        response: { 200: JwkSet },
      },
      config: publicRow({ rateClass: 'none', idempotent: 'N', etag: true, publicForSeconds: PUBLIC_FOR_SECONDS }),
    },
    async () => ({ keys: await keySet.list() }),
  );
};
