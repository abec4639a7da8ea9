import type { ServiceApp } from '@pingvas/http';

interface CallOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
  /** Where the call comes from. */
  ip?: string;
}

/** Calls a row below the service’s base path; the test says what it expects as the body, and asserts it. */
export type Call = <Body = Record<string, unknown>>(
  path: string,
  options?: CallOptions,
) => Promise<{ status: number; headers: Record<string, string>; text: string; body: Body }>;

export const caller =
  (app: ServiceApp, base: string): Call =>
  async <Body>(path: string, { method = 'GET', query = {}, headers = {}, body, ip }: CallOptions = {}) => {
    const from = ip === undefined ? {} : { remoteAddress: ip };
    const options = { method, url: `${base}${path}`, query, headers, ...(body && { payload: body }), ...from };
    const answer = await app.inject(options);
    const sent: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) sent[name] = String(value);
    return {
      status: answer.statusCode,
      headers: sent,
      text: answer.body,
      get body(): Body {
        return answer.json<Body>();
      },
    };
  };
