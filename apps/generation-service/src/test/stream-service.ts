import { sql } from '@pingvas/db';
import { basePath } from '@pingvas/http';
import { afterEach, beforeAll } from 'vitest';
import type { Account } from './accounts.ts';
import { cancelEverything } from './cancel-everything.ts';
import { startGenerationService, type GenerationServiceUnderTest } from './generation-service.ts';
import { startHttp, type Call } from './http.ts';
import { openStream, type SseClient } from './sse.ts';

/** The service with an address, so that streams can be opened. They are closed after each test. */
export interface StreamServiceUnderTest extends GenerationServiceUnderTest {
  call: Call;
  stream: (account: Account, path?: string, headers?: Record<string, string>) => Promise<SseClient>;
  /** Appends so many events to the log of an account, one after the other. */
  append: (account: Account, count: number) => Promise<void>;
}

export async function startStreamService(): Promise<StreamServiceUnderTest> {
  const service = await startGenerationService();
  const { admin, parts } = service;
  const { app, call } = await startHttp(parts);
  const open: SseClient[] = [];
  let address = '';
  beforeAll(async () => {
    address = `${await app.listen({ port: 0 })}${basePath('generation')}`;
  });
  afterEach(async () => {
    for (const client of open.splice(0)) client.close();
    await cancelEverything(admin);
  });
  return {
    ...service,
    call,
    async stream(account, path = '/events', headers = {}) {
      const client = await openStream(`${address}${path}`, { ...account.headers, ...headers });
      open.push(client);
      return client;
    },
    async append(account, count) {
      for (let made = 0; made < count; made++) {
        await parts.clients.db.statement(sql`SELECT event_append(${account.id}::uuid, 'credits.updated', '{}')::text`);
      }
      parts.signals.announce(account.id);
    },
  };
}
