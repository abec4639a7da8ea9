import { loadConfig } from '@pingvas/config';
import { createSimulator, type Simulator, type SimulatorOptions } from '@pingvas/invokeai/simulator';
import { createLogger } from '@pingvas/logger';
import { testRedis } from '@pingvas/testing';
import { startApp } from '../app.ts';
import { GpuWorkerConfig } from '../config.ts';
import { buildDependencies } from '../dependencies.ts';
import { workerEnvironment } from './environment.fixture.ts';
import { createTestScheduler, type TestScheduler } from './scheduler.fixture.ts';

const instantly = { step_ms: 0, load_ms: 0, fixed_ms: 0, pickup_ms: 0 };

export const simulate = (options: SimulatorOptions = {}): Promise<Simulator> =>
  createSimulator({ timing: instantly, ...options });

/** A worker in this process, in front of a simulator of its own, beside a scheduler of the test. */
export type TestStand = {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly simulator: Simulator;
  readonly scheduler: TestScheduler;
  readonly healthUrl: string;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
};

export const createTestStand = async (overrides: Readonly<Record<string, string>> = {}): Promise<TestStand> => {
  const redisUrl = overrides['REDIS_URL'] ?? (await testRedis());
  const [simulator, scheduler] = await Promise.all([simulate(), createTestScheduler(redisUrl)]);
  const environment = { ...workerEnvironment(redisUrl, simulator.url), ...overrides };
  const config = loadConfig(GpuWorkerConfig, environment);
  const deps = buildDependencies(config, createLogger({ name: 'gpu-worker', level: config.LOG_LEVEL }));
  const app = await startApp(config, deps);
  await app.opened;
  return {
    id: deps.id,
    environment,
    simulator,
    scheduler,
    healthUrl: `http://127.0.0.1:${app.healthPort}`,
    stopWorker: () => app.stop('shutdown'),
    async close() {
      await app.stop('shutdown');
      await scheduler.close();
      await simulator.close();
    },
  };
};
