import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { RuntimeError } from '../errors/runtime-error.ts';
import { RUNTIME_BROKEN } from '../errors/verdicts.ts';
import { answerError, unreachableError } from './answer-error.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Schema<T extends TSchema> = Validator<Record<never, never>, T>;

export interface HttpAnswer {
  status: number;
  /** Without parameters, in lower case. */
  contentType: string;
  body: Buffer;
}

export interface HttpClient {
  /** The answer as it came. Throws a RuntimeError only when there is none. */
  request(method: Method, path: string, body?: unknown): Promise<HttpAnswer>;
  /** Demands a status of 2xx, JSON, and the given shape. */
  json<T extends TSchema>(schema: Schema<T>, method: Method, path: string, body?: unknown): Promise<Static<T>>;
  /** Demands a status of 2xx and JSON, and drops the answer. */
  send(method: Method, path: string, body?: unknown): Promise<void>;
}

/** The JSON of an answer, or undefined when it is none. */
export function parseJson({ contentType, body }: HttpAnswer): unknown {
  if (contentType !== 'application/json') return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
// The runtime compresses pictures too when asked; on loopback that is time lost on both sides.
const PLAIN = { 'accept-encoding': 'identity' };

/** HTTP to one runtime, each call limited to `timeoutMs`. */
export function createHttpClient({ url, timeoutMs }: { url: string; timeoutMs: number }): HttpClient {
  async function request(method: Method, path: string, body?: unknown): Promise<HttpAnswer> {
    try {
      const response = await fetch(new URL(path, url), {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
        headers: body === undefined ? PLAIN : { ...PLAIN, ...JSON_BODY },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [contentType = ''] = (response.headers.get('content-type') ?? '').toLowerCase().split(';');
      return { status: response.status, contentType, body: Buffer.from(await response.arrayBuffer()) };
    } catch (cause) {
      throw unreachableError(`${method} ${path}`, cause);
    }
  }

  /** An unknown path answers 200 with an HTML page when the runtime carries its UI, so the type is checked as well. */
  async function demand(method: Method, path: string, body?: unknown): Promise<unknown> {
    const answer = await request(method, path, body);
    const data = parseJson(answer);
    if (answer.status < 200 || answer.status > 299) throw answerError(`${method} ${path}`, answer.status, data);
    if (data === undefined) {
      const message = `${method} ${path}: the runtime answered ${answer.contentType || 'no type'}, not JSON`;
      throw new RuntimeError(message, RUNTIME_BROKEN);
    }
    return data;
  }

  return {
    request,
    async json(schema, method, path, body) {
      const data = await demand(method, path, body);
      if (schema.Check(data)) return data;
      const [first] = schema.Errors(data);
      const place = first ? `${first.instancePath || '/'} ${first.message}` : 'not the expected shape';
      throw new RuntimeError(`${method} ${path}: ${place}`, RUNTIME_BROKEN);
    },
    async send(method, path, body) {
      await demand(method, path, body);
    },
  };
}
