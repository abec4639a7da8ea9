import autocannon from 'autocannon';
import type { Account } from './accounts.ts';

const CONNECTIONS = 16;

/** How one server is asked to create: where, and how it knows the account. */
export interface Target {
  name: string;
  url: string;
  headersOf: (account: Account) => Record<string, string>;
}

const BODY = JSON.stringify({
  model_id: 'sd15-base',
  prompt: 'a lighthouse',
  parameters: { width: 512, height: 512, steps: 20, seed: 42 },
});

/** Creates for so many seconds over 16 connections, the accounts in turn. @returns creates a second; every answer was 201 */
export async function createRate(target: Target, accounts: readonly Account[], seconds: number): Promise<number> {
  const result = await autocannon({
    url: target.url,
    connections: CONNECTIONS,
    duration: seconds,
    timeout: 10,
    requests: accounts.map((account) => ({
      method: 'POST' as const,
      headers: { 'content-type': 'application/json', ...target.headersOf(account) },
      body: BODY,
    })),
  });
  if (result.non2xx > 0 || result.errors > 0 || result.timeouts > 0) {
    throw new Error(`${target.name}: ${result.non2xx} refusals, ${result.errors} errors, ${result.timeouts} timeouts`);
  }
  return result['2xx'] / result.duration;
}
