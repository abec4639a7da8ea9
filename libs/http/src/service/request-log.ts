import type { FastifyInstance } from 'fastify';

const QUIET_ROUTES = ['/healthz', '/readyz', '/metrics'];

/** One line per answer: the route and not the path, whose parts and query may be private. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const level = QUIET_ROUTES.includes(route) ? 'debug' : 'info';
    request.log[level](
      { method: request.method, route, status: reply.statusCode, duration_ms: Math.round(reply.elapsedTime) },
      'Request answered',
    );
  });
}
