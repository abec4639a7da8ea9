export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  token?: string;
}

export interface Client {
  /** Calls `/api/v1<path>`; the caller vouches for `T`. Rejects with the problem's code and detail on 4xx and 5xx. */
  call: <T>(method: 'GET' | 'POST', path: string, options?: CallOptions) => Promise<T>;
  /** The open event stream at `/api/v1<path>`. */
  stream: (path: string, token: string) => Promise<ReadableStream<Uint8Array>>;
}

const TIMEOUT_MS = 30_000;

export const createClient = (gateway: string, signal: AbortSignal): Client => ({
  call: async <T>(method: string, path: string, { body, headers = {}, token }: CallOptions = {}): Promise<T> => {
    const answer = await fetch(`${gateway}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  },
  stream: async (path, token) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    const answer = await fetch(`${gateway}/api/v1${path}`, { headers, signal });
    if (!answer.ok || !answer.body) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.body;
  },
});
