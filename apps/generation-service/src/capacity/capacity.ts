import type { WorkerRegistry } from '@pingvas/queue';
import type { Logger } from '@pingvas/logger';

const REFRESH_MS = 1_000;

/** Workers of each GPU class as the registry had them a moment ago: for estimates, never for decisions about leases. */
export interface Capacity {
  /** Workers that are alive; 0 while the class is scaled to zero or Redis is away. */
  workersOf(gpuClass: string): number;
  available(): number;
  close(): void;
}

export function createCapacity({ registry, logger }: { registry: WorkerRegistry; logger: Logger }): Capacity {
  let workers: { gpu_classes: readonly string[] }[] = [];
  let reading = false;
  const refresh = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      workers = await registry.listWorkers();
    } catch (error) {
      logger.debug({ err: error }, 'worker registry not read');
    } finally {
      reading = false;
    }
  };
  void refresh();
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();
  return {
    workersOf: (gpuClass) => workers.filter((worker) => worker.gpu_classes.includes(gpuClass)).length,
    available: () => workers.length,
    close: () => clearInterval(timer),
  };
}
