import { loadConfig } from '@pingvas/config';
import { runService } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { startSweeps } from './sweeps/start-sweeps.ts';

const REDIS_START_MS = 30_000;
/** A sweep ends after the page or image that it is at; what is left is the next one's. */
const SWEEPS_LIMIT_MS = 15_000;
const CLIENTS_LIMIT_MS = 5_000;

const config = loadConfig(Config, process.env);
const deps = createDependencies(config, createLogger({ name: 'gallery-service', level: config.LOG_LEVEL }));
await Promise.all([deps.redis, deps.subscriber].map((connection) => whenReady(connection, REDIS_START_MS)));
const app = await buildApp(deps);
const sweeps = startSweeps(deps);
await runService(app, {
  config,
  phases: [
    { name: 'sweeps', limitMs: SWEEPS_LIMIT_MS, run: () => sweeps.close() },
    { name: 'clients', limitMs: CLIENTS_LIMIT_MS, run: () => deps.close() },
  ],
});
