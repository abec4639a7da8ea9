import { loadConfig } from '@pingvas/config';
import { runService } from '@pingvas/http';
import { closeAll, whenReady } from '@pingvas/redis';
import { buildApp } from './app.ts';
import { startBackground } from './background.ts';
import { createClients } from './clients.ts';
import { GenerationConfig } from './config.ts';
import { buildDependencies } from './dependencies.ts';

const REDIS_START_MS = 30_000;

const config = loadConfig(GenerationConfig, process.env);
const clients = createClients(config);
const { blocking, redis, subscriber } = clients;
await Promise.all([redis, subscriber, blocking].map((connection) => whenReady(connection, REDIS_START_MS)));
const parts = buildDependencies(clients);
const app = await buildApp(parts);
const background = await startBackground(parts);
// Streams would hold the listener open: they end when the stop begins.
app.addHook('preClose', async () => parts.streams.close());

await runService(app, {
  config,
  phases: [
    { name: 'background', limitMs: 15_000, run: () => background.close() },
    {
      name: 'clients',
      limitMs: 5_000,
      async run() {
        parts.hub.close();
        parts.capacity.close();
        await clients.producer.close();
        await Promise.all([clients.db.close(), closeAll([redis, subscriber, blocking])]);
        clients.storage.close();
      },
    },
  ],
});
