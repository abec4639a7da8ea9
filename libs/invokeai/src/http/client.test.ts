import { createServer, type RequestListener, type Server } from 'node:http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterEach, expect, test } from 'vitest';
import { thrownBy } from '../../test/runtime.ts';
import { createHttpClient, type HttpClient } from './client.ts';

const Version = Compile(Type.Object({ version: Type.String() }));
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function answering(listener: RequestListener): Promise<HttpClient> {
  server = createServer(listener);
  await new Promise<void>((done) => void server?.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return createHttpClient({ url: `http://127.0.0.1:${port}`, timeoutMs: 200 });
}

const broken = { code: 'RUNTIME_ERROR', retryable: true, infrastructure: true };

test('the HTML page that an unknown path gets with status 200 is no answer', async () => {
  const http = await answering((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<!DOCTYPE html>');
  });
  expect(await thrownBy(http.json(Version, 'GET', '/api/v1/app/version'))).toMatchObject(broken);
});

test('plain text with status 500, as from a server that fell over, is a fault of the runtime', async () => {
  const http = await answering((_request, response) => {
    response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error');
  });
  expect(await thrownBy(http.send('PUT', '/x'))).toMatchObject(broken);
});

test('JSON that is cut off or of another shape is no answer', async () => {
  const bodies = ['{"version":', '{"version":6}'];
  const http = await answering((_request, response) => {
    response.setHeader('content-type', 'application/json').end(bodies.shift());
  });
  expect(await thrownBy(http.json(Version, 'GET', '/'))).toMatchObject(broken);
  expect(await thrownBy(http.json(Version, 'GET', '/'))).toMatchObject({
    ...broken,
    message: 'GET /: /version must be string',
  });
});

test('a runtime that does not answer in time is given up', async () => {
  const http = await answering(() => undefined);
  const error = await thrownBy(http.send('GET', '/slow'));
  expect(error).toMatchObject({ ...broken, message: 'GET /slow: the runtime did not answer in time' });
});

test('a runtime that is not there is told apart from one that is slow', async () => {
  const http = createHttpClient({ url: 'http://127.0.0.1:1', timeoutMs: 200 });
  expect(await thrownBy(http.send('GET', '/'))).toMatchObject({
    ...broken,
    message: 'GET /: the runtime cannot be reached',
  });
});

test('a refusal tells places and reasons but never repeats what was sent', async () => {
  const detail = [{ type: 'missing', loc: ['body', 'batch'], msg: 'Field required', input: { prompt: 'a secret' } }];
  const http = await answering((_request, response) => {
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ detail }));
  });
  const error = await thrownBy(http.send('POST', '/x', {}));
  expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
  expect(String(error)).toContain('body.batch: Field required');
  expect(String(error)).not.toContain('secret');
});

test('pictures are asked for uncompressed', async () => {
  let encoding: string | string[] | undefined;
  const http = await answering(({ headers }, response) => {
    encoding = headers['accept-encoding'];
    response.end();
  });
  await http.request('GET', '/image');
  expect(encoding).toBe('identity');
});
