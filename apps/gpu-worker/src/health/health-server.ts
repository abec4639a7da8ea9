import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '@pingvas/metrics';

/** Each rejects with what is wrong. */
export type HealthChecks = {
  /** The process should be restarted. */
  readonly live: () => Promise<void>;
  /** The worker takes no work now. */
  readonly ready: () => Promise<void>;
};

export type HealthServer = { readonly port: number; close(): Promise<void> };

type Options = { readonly host: string; readonly port: number; readonly metrics: Metrics } & HealthChecks;

/** `/healthz`, `/readyz` and `/metrics` for the kubelet and Prometheus; port 0 takes any free one. */
export const startHealthServer = async ({ host, port, metrics, live, ready }: Options): Promise<HealthServer> => {
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/healthz': (response) => answerCheck(response, live),
    '/readyz': (response) => answerCheck(response, ready),
    '/metrics': async (response) => answer(response, 200, metrics.contentType, await metrics.text()),
  };
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route) void route(response);
    else answer(response, 404, 'application/json', '{"status":"not found"}');
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: portOf(server.address()), close: async () => void (await server[Symbol.asyncDispose]()) };
};

const answerCheck = async (response: ServerResponse, check: () => Promise<void>): Promise<void> => {
  const fault = await check().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
  );
  const body = JSON.stringify(fault === null ? { status: 'ok' } : { status: 'unavailable', detail: fault });
  answer(response, fault === null ? 200 : 503, 'application/json', body);
};

const answer = (response: ServerResponse, status: number, contentType: string, body: string): void => {
  response.writeHead(status, { 'content-type': contentType }).end(body);
};

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
