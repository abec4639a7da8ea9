import type { FastifyInstance } from 'fastify';
import type { Upstreams } from './upstreams.ts';
import { SERVICE_WORDS } from './upstreams.ts';

const TIMEOUT_MS = 2_000;

/** `/healthz`: this process lives. `/readyz`: all five services are ready (API contract 9). */
export const serveReadiness = (gateway: FastifyInstance, upstreams: Upstreams): void => {
  gateway.get('/healthz', async () => ({ status: 'ok' }));
  gateway.get('/readyz', async (_request, reply) => {
    const states = await Promise.all(
      SERVICE_WORDS.map(async (word) => [word, await stateOf(upstreams[word])] as const),
    );
    const isReady = states.every(([, state]) => state === 'ok');
    reply.code(isReady ? 200 : 503);
    return { status: isReady ? 'ready' : 'not_ready', checks: Object.fromEntries(states) };
  });
};

const stateOf = async (base: string): Promise<'ok' | 'failed'> => {
  try {
    const answer = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok ? 'ok' : 'failed';
  } catch {
    return 'failed';
  }
};
