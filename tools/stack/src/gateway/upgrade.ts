import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { requestIdOf } from './request-id.ts';
import type { Upstreams } from './upstreams.ts';
import { upstreamOf } from './upstreams.ts';

/**
 * WebSocket upgrades, passed on byte by byte: the service itself accepts or refuses, so a refusal keeps its status and
 * problem body. An upgrade to a path that is no service's, or to one that is down, is answered here.
 */
export const forwardUpgrades = (server: Server, upstreams: Upstreams): (() => void) => {
  const open = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const upstream = upstreamOf(upstreams, (request.url ?? '/').split('?')[0] ?? '/');
    if (upstream === undefined) return void client.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    open.add(client);
    client.once('close', () => open.delete(client));
    join(client, connect(Number(new URL(upstream).port), new URL(upstream).hostname), headOf(request), head);
  });
  return () => open.forEach((client) => client.destroy());
};

const join = (client: Duplex, service: Socket, requestHead: string, rest: Buffer): void => {
  service.once('connect', () => {
    service.write(requestHead);
    service.write(rest);
    service.pipe(client).pipe(service);
  });
  service.once('error', () => {
    if (service.bytesRead > 0) return client.destroy();
    client.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n');
  });
  client.once('error', () => service.destroy());
  client.once('close', () => service.destroy());
};

const REPLACED = /^(x-request-id|x-forwarded-.*)$/i;

const headOf = (request: IncomingMessage): string => {
  const pairs = Array.from({ length: request.rawHeaders.length / 2 }, (_, at) =>
    request.rawHeaders.slice(2 * at, 2 * at + 2),
  );
  const kept = pairs
    .filter(([name = '']) => !REPLACED.test(name))
    .map(([name = '', value = '']) => `${name}: ${value}`);
  const own = [
    `X-Request-Id: ${requestIdOf(request)}`,
    `X-Forwarded-For: ${request.socket.remoteAddress ?? ''}`,
    'X-Forwarded-Proto: http',
  ];
  return `${[`${request.method} ${request.url} HTTP/1.1`, ...kept, ...own].join('\r\n')}\r\n\r\n`;
};
