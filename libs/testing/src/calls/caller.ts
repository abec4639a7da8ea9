/** The part of a Fastify server that a test calls. */
interface Injectable {
  inject(options: object): Promise<{
    statusCode: number;
    headers: Record<string, unknown>;
    body: string;
    json<T>(): T;
  }>;
}

interface CallOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
  /** Where the call comes from. */
  ip?: string;
}

/** Calls a row below a service’s base path; the test says what it expects as the body, and asserts it. */
export type Call = <Body = Record<string, unknown>>(
  path: string,
  options?: CallOptions,
) => Promise<{ status: number; headers: Record<string, string>; text: string; body: Body }>;

/** Calls an app without a socket. @param base where its rows live */
export const caller =
  (app: Injectable, base: string): Call =>
  async <Body>(path: string, { method = 'GET', query = {}, headers = {}, body, ip }: CallOptions = {}) => {
    const from = ip === undefined ? {} : { remoteAddress: ip };
    const options = { method, url: `${base}${path}`, query, headers, ...(body && { payload: body }), ...from };
    const answer = await app.inject(options);
    const sent = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(sent) as Record<string, string>,
      text: answer.body,
      get body(): Body {
        return answer.json<Body>();
      },
    };
  };
