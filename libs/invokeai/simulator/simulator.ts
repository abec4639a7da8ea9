import fastify from 'fastify';
import { AT_ENQUEUE } from './controls/faults.ts';
import { createControls, type Controls } from './controls/controls.ts';
import type { Timing } from './controls/timing.ts';
import { createBroadcast } from './events/broadcast.ts';
import { addAnswers } from './http/answers.ts';
import { appRoutes } from './http/app.routes.ts';
import { controlRoutes } from './http/controls.routes.ts';
import { imageRoutes } from './http/images.routes.ts';
import { modelRoutes } from './http/models.routes.ts';
import { queueBulkRoutes } from './http/queue-bulk.routes.ts';
import { queueRoutes } from './http/queue.routes.ts';
import { createImageStore } from './images/store.ts';
import { createInstaller } from './models/installer.ts';
import { createModelStore } from './models/store.ts';
import { createNodeCache } from './processor/node-cache.ts';
import { createProcessor, promptsOf } from './processor/processor.ts';
import { createQueueStore } from './queue/store.ts';

export interface SimulatorOptions {
  /** 0 = any free port. */
  port?: number;
  /** Keeps timing and faults over a restart. */
  stateFile?: string;
  /** Where models may lie; unset = everywhere. */
  modelsDir?: string;
  timing?: Partial<Timing>;
  /** Waiting items of one queue; what does not fit is dropped. */
  maxQueueSize?: number;
  /** 0 = every node runs anew, as on the pods. */
  nodeCacheSize?: number;
  /** Called by the fault `crash`; by default the simulator breaks off all connections and stays dead. */
  onCrash?: () => void;
}

export interface Simulator {
  /** Without a slash at its end. */
  url: string;
  port: number;
  controls: Controls;
  /** Items started since the beginning. */
  itemsRun(): number;
  /** Cuts all event streams; clients may come back. */
  disconnectEvents(): void;
  /** A restart that keeps its queue: what ran is cancelled in silence, connections break, what waits runs. */
  restart(): void;
  /** Ends at once, as a killed process does. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Starts a server that speaks the contract of InvokeAI 6.12.0 on loopback and paints instead of computing. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, maxQueueSize = 4, nodeCacheSize = 0 } = options;
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  const broadcast = createBroadcast(app.server);
  const controls = createControls(options);
  const models = createModelStore();
  const images = createImageStore();
  const installer = createInstaller({ ...options, models, broadcast });
  const queue = createQueueStore({
    maxQueueSize,
    broadcast,
    spoils: ({ session }) => controls.strike(AT_ENQUEUE, promptsOf(session)).length > 0,
  });

  async function close(): Promise<void> {
    processor.stop();
    app.server.closeAllConnections();
    await broadcast.close();
    await app.close();
  }

  const crash = options.onCrash ?? ((): void => void close());
  const cache = createNodeCache(nodeCacheSize);
  const processor = createProcessor({ queue, models, images, controls, broadcast, cache, crash });

  addAnswers(app);
  appRoutes(app, { settings: { max_queue_size: maxQueueSize, node_cache_size: nodeCacheSize, host: HOST, port } });
  queueRoutes(app, { queue, processor, broadcast });
  queueBulkRoutes(app, { queue, processor, broadcast });
  imageRoutes(app, { images });
  modelRoutes(app, { models, installer });
  controlRoutes(app, { controls, queue, processor });
  await app.listen({ host: HOST, port });

  const address = app.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${HOST}:${bound}`,
    port: bound,
    controls,
    itemsRun: () => processor.itemsRun(),
    disconnectEvents: () => broadcast.disconnectAll(),
    restart() {
      queue.abandonRunning();
      processor.cancelled();
      broadcast.disconnectAll();
    },
    close,
  };
}
