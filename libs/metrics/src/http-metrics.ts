import fp from 'fastify-plugin';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from './create-metrics.ts';

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60];
const LABELS = ['method', 'route', 'status'] as const;

/** Counts and times every answer by route template, and serves `GET /metrics`. */
export const httpMetrics = fp<{ metrics: Metrics }>(
  async (app, { metrics }) => {
    const requests = metrics.counter({ name: 'http_requests_total', help: 'Answers given', labelNames: LABELS });
    const active = metrics.gauge({ name: 'http_requests_active', help: 'Requests being answered' });
    const duration = metrics.histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the last byte of its answer',
      labelNames: LABELS,
      buckets: DURATION_BUCKETS_SECONDS,
    });
    app.addHook('onRequest', async () => active.inc());
    app.addHook('onResponse', async (request, reply) => {
      active.dec();
      const labels = labelsOf(request, reply);
      requests.inc(labels);
      duration.observe(labels, reply.elapsedTime / 1000);
    });
    app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  },
  { name: 'http-metrics' },
);

/** A path that no route answers is one label for all: callers can make up as many as they like. */
const labelsOf = (request: FastifyRequest, reply: FastifyReply): Record<(typeof LABELS)[number], string> => ({
  method: request.method,
  route: request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched'),
  status: String(reply.statusCode),
});
