import { AppError } from '@pingvas/errors';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { serveDocuments } from './documents.ts';
import { forwardServices } from './forward.ts';
import { asAppError, sendProblem } from './problems.ts';
import { serveReadiness } from './readiness.ts';
import { requestIdOf } from './request-id.ts';
import { limitBodies } from './size-limit.ts';
import { forwardUpgrades } from './upgrade.ts';
import type { Upstreams } from './upstreams.ts';

export interface GatewayOptions {
  upstreams: Upstreams;
  /** How callers reach us. */
  publicUrl: string;
}

/**
 * One address for the five services, for one machine only (in the cloud a load balancer does this). Operational paths of
 * the services, `/metrics` above all, are not reachable through it.
 */
export const createGateway = async ({ upstreams, publicUrl }: GatewayOptions): Promise<FastifyInstance> => {
  const gateway = fastify({
    genReqId: requestIdOf,
    requestIdHeader: false,
    forceCloseConnections: true,
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendProblem(request as never, reply as never, asAppError(error)),
  });
  gateway.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  gateway.setNotFoundHandler((request, reply) => sendProblem(request, reply, new AppError('NOT_FOUND')));
  gateway.setErrorHandler((error, request, reply) => sendProblem(request, reply, asAppError(error)));
  limitBodies(gateway);
  serveReadiness(gateway, upstreams);
  serveDocuments(gateway, upstreams, publicUrl);
  await forwardServices(gateway, upstreams);
  const dropSockets = forwardUpgrades(gateway.server, upstreams);
  gateway.addHook('preClose', async () => dropSockets());
  return gateway;
};
