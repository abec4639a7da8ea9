import { loadConfig } from '@pingvas/config';
import { runService } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { createDependencies } from './dependencies.ts';

const REDIS_START_MS = 30_000;

const config = loadConfig(Config, process.env);
const deps = createDependencies(config, createLogger({ name: 'model-service', level: config.LOG_LEVEL }));
await Promise.all([deps.redis, deps.subscriber].map((connection) => whenReady(connection, REDIS_START_MS)));
await runService(await buildApp(deps), {
  config,
  phases: [{ name: 'clients', limitMs: 5_000, run: () => deps.close() }],
});
