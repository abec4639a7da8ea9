import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { HttpConfig } from '@pingvas/config';
import type { Logger } from '@pingvas/logger';
import { httpMetrics, type Metrics } from '@pingvas/metrics';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { fingerprintBodies } from '../idempotency/request.ts';
import { enforceRules } from '../routes/enforce-rules.ts';
import { createInputCompiler } from '../validation/input.ts';
import { createOutputCompiler } from '../validation/output.ts';
import { settleBody } from '../validation/unexpected-body.ts';
import { allowBrowsers } from './browser-access.ts';
import { controlCaching } from './caching.ts';
import { answerClientError } from './client-error.ts';
import { serveDocuments, type OpenApiInfo } from './documents.ts';
import { serveHealth, type ReadinessCheck } from './health.ts';
import { readJsonBodies } from './json-body.ts';
import { JSON_LIMIT_BYTES, MAX_PARAM_LENGTH, REQUEST_TIMEOUT_MS } from './limits.ts';
import { answerProblems, sendProblem } from './problems.ts';
import { echoRequestId, requestIdOf } from './request-id.ts';
import { logAnswers } from './request-log.ts';

export type ServiceName = 'users' | 'payments' | 'generation' | 'gallery' | 'models';

export type ServiceApp = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** A file of routes: request types follow from the schemas. */
export type Routes<Options extends object = Record<never, never>> = FastifyPluginAsync<
  Options,
  Server,
  TypeBoxTypeProvider
>;

export interface ServiceOptions {
  name: ServiceName;
  config: HttpConfig;
  logger: Logger;
  metrics: Metrics;
  /** What it cannot serve without, by name; each throws when it is not usable. */
  readiness: Readonly<Record<string, ReadinessCheck>>;
  openapi: OpenApiInfo;
}

/** Where the rows of a service live; `url: ''` in a route is this path itself. */
export const basePath = (name: ServiceName): string => `/api/v1/${name}`;

/**
 * A server that keeps the rules for every call (API contract 1 and 9), whatever its routes do. Register the access check, then
 * the routes under `basePath(name)`; each must declare its rules (`publicRow`, `userRow`, `keyRow`, …).
 */
export async function createService(options: ServiceOptions): Promise<ServiceApp> {
  const { name, config, metrics, readiness, openapi } = options;
  const app = createServer(config, options.logger);
  echoRequestId(app);
  answerProblems(app);
  logAnswers(app);
  await app.register(httpMetrics, { metrics });
  await allowBrowsers(app, config);
  controlCaching(app);
  readJsonBodies(app);
  app.setValidatorCompiler(createInputCompiler());
  app.setSerializerCompiler(createOutputCompiler());
  fingerprintBodies(app);
  app.addHook('preValidation', async (request) => {
    if (!request.is404) settleBody(request);
  });
  serveHealth(app, { checks: readiness, isStopping: stopState(app) });
  await serveDocuments(app, { ...openapi, service: name, publicBaseUrl: config.PUBLIC_BASE_URL });
  enforceRules(app, name);
  return app;
}

function createServer(config: HttpConfig, logger: FastifyBaseLogger): ServiceApp {
  return Fastify({
    loggerInstance: logger,
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    bodyLimit: JSON_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: [...config.TRUST_PROXY],
    exposeHeadRoutes: false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) =>
      void sendProblem(error, request, reply.header('x-request-id', request.id)),
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxTypeProvider>();
}

function stopState(app: FastifyInstance): () => boolean {
  let stopping = false;
  app.decorate('beginStop', () => {
    stopping = true;
  });
  return () => stopping;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on `/readyz` answers 503, so that no new work is sent here. */
    beginStop: () => void;
  }
}
