import { loadConfig } from '@pingvas/config';
import { createLogger } from '@pingvas/logger';
import { startApp } from './app.ts';
import { GpuWorkerConfig } from './config.ts';
import { buildDependencies } from './dependencies.ts';

const config = loadConfig(GpuWorkerConfig, process.env);
const logger = createLogger({ name: 'gpu-worker', level: config.LOG_LEVEL });
const deps = buildDependencies(config, logger);
const log = logger.child({ worker_id: deps.id });
const app = await startApp(config, deps);
log.info({ health_port: app.healthPort, gpu_classes: config.GPU_CLASSES }, 'started');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => void app.stop('shutdown').then(() => process.exit(0)));
}

await app.opened;
log.info('taking leases');
