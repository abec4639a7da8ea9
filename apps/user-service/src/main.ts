import { loadConfig } from '@pingvas/config';
import { runService } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { buildApp } from './app.ts';
import { Config } from './config.ts';
import { createDependencies } from './dependencies.ts';

/** A mail that is still on its way then is sent again by the next process. */
const MAILS_LIMIT_MS = 10_000;
const CLIENTS_LIMIT_MS = 5_000;

const config = loadConfig(Config, process.env);
const deps = await createDependencies(config, createLogger({ name: 'user-service', level: config.LOG_LEVEL }));
const app = await buildApp(deps);
const address = await runService(app, {
  config,
  phases: [
    { name: 'mails', limitMs: MAILS_LIMIT_MS, run: () => deps.mails.stop() },
    { name: 'clients', limitMs: CLIENTS_LIMIT_MS, run: () => deps.close() },
  ],
});
deps.mails.start();
app.log.info({ address }, 'Listening');
