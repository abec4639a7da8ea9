import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LIMIT_BYTES } from './size-limit.ts';
import type { RunningGateway } from './test/start-gateway.ts';
import { end, startGateway } from './test/start-gateway.ts';

let gateway: RunningGateway;
const aborted: string[] = [];

const echo = (request: IncomingMessage, word: string, body: string) => ({
  word,
  method: request.method,
  url: request.url,
  headers: request.headers,
  body,
});

beforeAll(async () => {
  gateway = await startGateway((request, response, word) => {
    if (request.url?.endsWith('/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      response.once('close', () => aborted.push(word));
      return;
    }
    if (request.url === '/readyz') return void response.writeHead(word === 'models' ? 503 : 200).end('{}');
    if (request.url === '/openapi.json') {
      return void response.end(
        JSON.stringify({ paths: { [`/api/v1/${word}/x`]: { get: {} }, '/healthz': { get: {} } } }),
      );
    }
    if (request.url?.endsWith('/busy'))
      return void response.writeHead(503, { 'retry-after': '7' }).end('{"code":"NO_CAPACITY"}');
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => response.end(JSON.stringify(echo(request, word, Buffer.concat(parts).toString()))));
  });
});
afterAll(() => gateway.stop());

const call = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${gateway.url}${path}`, init);
  return { answer, body: (await answer.json()) as Record<string, unknown> };
};

describe('gateway', () => {
  it('passes each prefix to its service, path, query and body unchanged', async () => {
    for (const word of ['users', 'payments', 'generation', 'gallery', 'models']) {
      const path = `/api/v1/${word}/a%20b?c=d&c=%2Fe`;
      const { body } = await call(path, {
        method: 'POST',
        body: '{ "raw":1 }',
        headers: { 'content-type': 'application/json' },
      });
      expect(body).toMatchObject({ word, method: 'POST', url: path, body: '{ "raw":1 }' });
    }
    expect((await call('/api/v1/models')).body).toMatchObject({ word: 'models', url: '/api/v1/models' });
  });
  it('publishes the keys of user-service at the well-known place', async () => {
    const { body } = await call('/.well-known/jwks.json');
    expect(body).toMatchObject({ word: 'users', url: '/api/v1/users/.well-known/jwks.json' });
  });
  it('keeps a proper X-Request-Id, makes one for any other, and hands it on', async () => {
    const kept = await call('/api/v1/users/me', { headers: { 'x-request-id': 'my-request.01' } });
    expect(kept.answer.headers.get('x-request-id')).toBe('my-request.01');
    expect(kept.body['headers']).toMatchObject({ 'x-request-id': 'my-request.01' });
    const made = await call('/api/v1/users/me', { headers: { 'x-request-id': 'a b' } });
    expect(made.answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
  it('says who the caller is, whatever he says of himself', async () => {
    const { body } = await call('/api/v1/users/me', {
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' },
    });
    expect(body['headers']).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
  });
  it('answers 404 NOT_FOUND with a problem for anything else, /metrics above all', async () => {
    for (const path of [
      '/',
      '/metrics',
      '/api/v1/other',
      '/api/v2/users',
      '/api/v1/usersx',
      '/api/v1/users/../../metrics',
      '/api/v1/users/..%2Fme',
    ]) {
      const { answer, body } = await call(path, { headers: { 'x-request-id': 'request-404' } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        404,
        'application/problem+json; charset=utf-8',
      ]);
      expect(body).toMatchObject({ code: 'NOT_FOUND', status: 404, request_id: 'request-404' });
    }
  });
  it('answers a path that is no percent-encoding with a problem', async () => {
    const { answer, body } = await call('/api/v1/other/%zz');
    expect([answer.status, body['code']]).toEqual([400, 'INVALID_REQUEST']);
  });
  it('refuses a declared body over 60 MB before it is sent', async () => {
    const request = httpRequest(`${gateway.url}/api/v1/gallery/uploads`, {
      method: 'POST',
      headers: { 'content-length': LIMIT_BYTES + 1 },
    });
    request.on('error', () => undefined);
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    request.destroy();
  });
  it('refuses a body over 60 MB of no declared length', async () => {
    const body = Readable.toWeb(
      Readable.from(Array.from({ length: 61 }, () => Buffer.alloc(1_000_000))),
    ) as ReadableStream;
    const { answer, body: problem } = await call('/api/v1/gallery/uploads', {
      method: 'POST',
      body,
      duplex: 'half',
    });
    expect([answer.status, problem]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE', limit_bytes: LIMIT_BYTES }]);
  });
  it('passes on an event stream as it comes, and the end of its reader', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${gateway.url}/api/v1/generation/stream`, { signal: abort.signal });
    const first = await answer.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('data: first\n\n');
    abort.abort();
    await vi.waitFor(() => expect(aborted).toEqual(['generation']));
  });
  it('passes on a 503 of a service as it is, at once', async () => {
    const { answer, body } = await call('/api/v1/generation/busy');
    expect([answer.status, answer.headers.get('retry-after'), body]).toEqual([503, '7', { code: 'NO_CAPACITY' }]);
  });
  it('is ready only when all five services are, and names those that are not', async () => {
    const { answer, body } = await call('/readyz');
    expect([answer.status, body]).toMatchObject([
      503,
      { status: 'not_ready', checks: { users: 'ok', models: 'failed' } },
    ]);
    expect((await call('/healthz')).body).toEqual({ status: 'ok' });
  });
  it('merges the documents of the services', async () => {
    const { body } = await call('/openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      ['users', 'payments', 'generation', 'gallery', 'models'].map((word) => `/api/v1/${word}/x`),
    );
    expect(await (await fetch(`${gateway.url}/docs`)).text()).toContain('openapi.json');
  });
  it('passes on an upgrade, and the answer of the service', async () => {
    gateway.upstreams['generation']?.once('upgrade', (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${request.url}`,
      );
      socket.pipe(socket);
    });
    const request = httpRequest(`${gateway.url}/api/v1/generation/ws?ticket=t`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    }).end();
    const [, socket, head] = (await once(request, 'upgrade')) as [IncomingMessage, NodeJS.Socket, Buffer];
    const heard = head.length > 0 ? head : ((await once(socket, 'data')) as [Buffer])[0];
    expect(heard.toString()).toBe('/api/v1/generation/ws?ticket=t');
    socket.write('ping');
    expect(String((await once(socket, 'data'))[0])).toBe('ping');
    socket.end();
  });
  it('answers 503 SERVICE_UNAVAILABLE with Retry-After while a service is down', async () => {
    end(gateway.upstreams['payments']);
    const { answer, body } = await call('/api/v1/payments/credits/balance', {
      headers: { 'x-request-id': 'request-503' },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(body).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      instance: '/api/v1/payments/credits/balance',
      request_id: 'request-503',
    });
    expect((await call('/openapi.json')).answer.status).toBe(503);
  });
});
