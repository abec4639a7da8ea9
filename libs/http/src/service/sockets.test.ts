import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardRoutes } from '../test/board-routes.ts';
import { base, createTestService } from '../test/test-service.ts';
import type { ServiceApp } from './create-service.ts';

let app: ServiceApp;
let address: URL;
beforeAll(async () => {
  app = await createTestService();
  await app.register(boardRoutes, { prefix: base });
  address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(() => app.close());

const send = (body: NonNullable<RequestInit['body']>, more: object = {}): Promise<Response> =>
  fetch(new URL(`${base}/boards`, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    ...more,
  });

test.each([1_048_577, 1_200_000, 6_000_000])(
  'a body of %i bytes gets its 413, not a broken connection',
  async (bytes) => {
    const answer = await send(`{"name":"${'x'.repeat(bytes - 11)}"}`);
    expect(await answer.json()).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE', limit_bytes: 1_048_576 });
  },
);

test('a body without a stated length is held to the same limit', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(100_000));
  const stream = ReadableStream.from(Array.from({ length: 20 }, () => chunk));
  expect((await send(stream, { duplex: 'half' })).status).toBe(413);
});

test('the largest allowed body is read', async () => {
  const answer = await send(`{"name":"${'x'.repeat(1_048_576 - 11)}"}`);
  expect(await answer.json()).toMatchObject({
    code: 'VALIDATION_ERROR',
    errors: [{ pointer: '/name', code: 'LENGTH' }],
  });
});

test.each(['NONSENSE\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`])(
  'what is not HTTP is answered with a problem',
  async (bytes) => {
    const socket = connect({ host: address.hostname, port: Number(address.port) });
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*X-Request-Id: \S+.*"code":"INVALID_REQUEST"/s);
  },
);

test('while it stops, a call on an open connection is still answered', async () => {
  const other = await createTestService();
  await other.register(boardRoutes, { prefix: base });
  const url = await other.listen({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  other.beginStop();
  expect((await fetch(`${url}${base}/plans`)).status).toBe(200);
  await other.close();
});
