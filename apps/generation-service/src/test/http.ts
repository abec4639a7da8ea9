import { basePath, type ServiceApp } from '@pingvas/http';
import { afterAll } from 'vitest';
import { buildApp } from '../app.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Account } from './accounts.ts';

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: Record<string, unknown>;
}

interface CallOptions {
  by?: Pick<Account, 'headers'>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
}

type Method = 'GET' | 'POST' | 'DELETE';

/** Calls a row below the service's base path. */
export type Call = (method: Method, path: string, options?: CallOptions) => Promise<Answer>;

/** The HTTP side of a service under test, without a network. */
export async function startHttp(parts: Dependencies): Promise<{ app: ServiceApp; call: Call }> {
  const app = await buildApp(parts);
  afterAll(() => app.close());
  const call: Call = async (method, path, { by, query = {}, headers = {}, body } = {}) => {
    const answer = await app.inject({
      method,
      url: `${basePath('generation')}${path}`,
      query,
      headers: { ...by?.headers, ...headers },
      ...(body && { payload: body }),
    });
    const sent = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    return { status: answer.statusCode, headers: sent, text: answer.body, body: answer.json() };
  };
  return { app, call };
}
