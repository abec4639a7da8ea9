import { createLogger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import type { LightMyRequestResponse } from 'fastify';
import { createService, type ServiceApp } from '../service/create-service.ts';
import type { ReadinessCheck } from '../service/health.ts';

export const base = '/api/v1/gallery';

const testConfig = {
  LOG_LEVEL: 'silent' as const,
  ENVIRONMENT: 'test' as const,
  HOST: '127.0.0.1',
  PORT: 0,
  PUBLIC_BASE_URL: 'http://localhost:8080',
  CORS_ORIGINS: ['https://app.example'],
  RATE_LIMIT_MULTIPLIER: 1,
  TRUST_PROXY: ['loopback'],
};

/** A service without routes of its own. */
export const createTestService = (redis: ReadinessCheck = async () => undefined): Promise<ServiceApp> =>
  createService({
    name: 'gallery',
    config: testConfig,
    logger: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test' }),
    readiness: { postgres: async () => undefined, redis },
    openapi: { title: 'Gallery', description: 'Images and boards' },
  });

export const jsonBody = (payload: unknown) => ({
  payload: JSON.stringify(payload),
  headers: { 'content-type': 'application/json' },
});

export const postTo =
  (app: ServiceApp) =>
  (url: string, payload: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    app.inject({
      method: 'POST',
      url: base + url,
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/json', ...headers },
    });

/** Where the faults of a refused request are. */
export const pointersOf = (answer: LightMyRequestResponse): string[] | undefined =>
  answer.json<{ errors?: { pointer: string }[] }>().errors?.map((error) => error.pointer);
