import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { HttpConfig } from '@pingvas/config';
import { notFound } from '@pingvas/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Prefer',
  'Last-Event-ID',
  'X-Request-Id',
  'X-Share-Password',
  'traceparent',
];
const EXPOSED_HEADERS = [
  'Location',
  'ETag',
  'Retry-After',
  'X-Request-Id',
  'Idempotent-Replayed',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
];
const PREFLIGHT_SECONDS = 600;

/** CORS for the exact origins of the configuration (API contract 1.1), and headers that keep browsers from misusing answers. */
export async function allowBrowsers(app: FastifyInstance, config: HttpConfig): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (request.method === 'OPTIONS' && !isPreflight(request)) throw notFound();
  });
  await app.register(cors, {
    origin: [...config.CORS_ORIGINS],
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Images and JSON are meant to be read by the listed origins; CORS says which.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: config.PUBLIC_BASE_URL.startsWith('https:'),
  });
}

/** OPTIONS is no method of any row; only browsers that ask before a call get an answer. */
const isPreflight = ({ headers }: FastifyRequest): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
