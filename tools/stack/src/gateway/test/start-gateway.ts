import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createGateway } from '../create-gateway.ts';
import type { Upstreams } from '../upstreams.ts';
import { SERVICE_WORDS } from '../upstreams.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, word: string) => void;

export interface RunningGateway {
  url: string;
  upstreams: Record<string, Server>;
  stop: () => Promise<void>;
}

/** A gateway before five small services that answer with `handler`. */
export const startGateway = async (handler: Handler): Promise<RunningGateway> => {
  const started = await Promise.all(SERVICE_WORDS.map(async (word) => [word, await listening(handler, word)] as const));
  const upstreams = Object.fromEntries(started.map(([word, { url }]) => [word, url])) as Upstreams;
  const servers = Object.fromEntries(started.map(([word, { server }]) => [word, server]));
  const gateway = await createGateway({ upstreams, publicUrl: 'http://gateway.test' });
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await gateway.close();
    for (const server of Object.values(servers)) end(server);
  };
  return { url, upstreams: servers, stop };
};

export const end = (server: Server | undefined): void => {
  server?.close();
  server?.closeAllConnections();
};

const listening = async (handler: Handler, word: string) => {
  const server = createServer((request, response) => handler(request, response, word));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
};
