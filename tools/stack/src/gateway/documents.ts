import type { FastifyInstance } from 'fastify';
import { serviceUnavailable } from '@pingvas/errors';
import { docsPage } from './docs-page.ts';
import type { Json } from './openapi.ts';
import { isJson, mergeDocuments } from './openapi.ts';
import { sendProblem } from './problems.ts';
import type { ServiceWord, Upstreams } from './upstreams.ts';
import { SERVICE_WORDS } from './upstreams.ts';

const TIMEOUT_MS = 5_000;

/** `/openapi.json`, merged from the five services when it is asked for, and `/docs`, the same for people. */
export const serveDocuments = (gateway: FastifyInstance, upstreams: Upstreams, publicUrl: string): void => {
  gateway.get('/openapi.json', async (request, reply) => {
    const documents = await readAll(upstreams).catch((cause: unknown) => serviceUnavailable(1, cause));
    return documents instanceof Error ? sendProblem(request, reply, documents) : mergeDocuments(documents, publicUrl);
  });
  gateway.get('/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage));
};

const readAll = (upstreams: Upstreams): Promise<{ word: ServiceWord; document: Json }[]> =>
  Promise.all(SERVICE_WORDS.map(async (word) => ({ word, document: await read(upstreams[word]) })));

const read = async (base: string): Promise<Json> => {
  const answer = await fetch(`${base}/openapi.json`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const document: unknown = await answer.json();
  if (!answer.ok || !isJson(document)) throw new Error(`no OpenAPI document at ${base}`);
  return document;
};
