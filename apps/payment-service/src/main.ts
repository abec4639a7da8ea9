import { loadConfig } from '@pingvas/config';
import { runService } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import { startSchedule } from '@pingvas/schedule';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { createDependencies } from './dependencies.ts';

const REDIS_START_MS = 30_000;
const LEDGER_CHECK_EVERY_MS = 60_000;

const config = loadConfig(Config, process.env);
const logger = createLogger({ name: 'payment-service', level: config.LOG_LEVEL });
const deps = createDependencies(config, logger);
await Promise.all([deps.redis, deps.subscriber].map((connection) => whenReady(connection, REDIS_START_MS)));
const app = await buildApp(deps);
const schedule = startSchedule([{ name: 'ledger check', everyMs: LEDGER_CHECK_EVERY_MS, run: deps.checkLedger }], deps);
await runService(app, {
  config,
  phases: [
    { name: 'ledger check', limitMs: 15_000, run: () => schedule.close() },
    { name: 'clients', limitMs: 5_000, run: () => deps.close() },
  ],
});
