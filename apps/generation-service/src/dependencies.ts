import { createEventHub, createEventLog, type EventHub, type EventLog } from '@pingvas/events';
import { createCapacity, type Capacity } from './capacity/capacity.ts';
import { createCatalogue, type Catalogue } from './catalogue/catalogue.ts';
import type { Clients } from './clients.ts';
import { createAcceptJob, type AcceptJob } from './jobs/accept-job.ts';
import { createAwaitJob, type AwaitJob } from './jobs/await-job.ts';
import { createCancelling, type Cancelling } from './jobs/cancelling.ts';
import { createShowImages, type ShowImages } from './jobs/job-image.view.ts';
import { createJobsService, type JobsService } from './jobs/jobs.service.ts';
import { createShowJob } from './jobs/show-jobs.ts';
import { createGenerationMetrics, type GenerationMetrics } from './metrics/generation-metrics.ts';
import { createQueueService, type QueueService } from './queue/queue.service.ts';
import { createQuoteSigner } from './quotes/quote-token.ts';
import { createQuotesService, type QuotesService } from './quotes/quotes.service.ts';
import { createReceiptsService, type ReceiptsService } from './receipts/receipts.service.ts';
import { createHandOut } from './scheduler/hand-out.ts';
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { createOpenProgress } from './streams/open-progress.ts';
import { createSignals, type Signals } from './signals/create-signals.ts';
import { createProgressBoard, type ProgressBoard } from './streams/progress-board.ts';
import { createStreamServer, type StreamServer } from './streams/stream-server.ts';
import { createStreamSlots } from './streams/stream-slots.ts';

/** Everything that serves requests and background work, built once. */
export interface Dependencies {
  clients: Clients;
  signals: Signals;
  log: EventLog;
  hub: EventHub;
  catalogue: Catalogue;
  capacity: Capacity;
  progress: ProgressBoard;
  metrics: GenerationMetrics;
  showImages: ShowImages;
  accept: AcceptJob;
  awaitJob: AwaitJob;
  jobs: JobsService;
  cancelling: Cancelling;
  quotes: QuotesService;
  receipts: ReceiptsService;
  queue: QueueService;
  streams: StreamServer;
  scheduler: Scheduler;
}

export function buildDependencies(clients: Clients): Dependencies {
  const { config, db, logger, redis, registry, storage } = clients;
  const gpuClasses = config.GPU_CLASSES;
  const metrics = createGenerationMetrics(clients.metrics);
  const log = createEventLog(db);
  const hub = createEventHub({ log, logger });
  const scheduler = createScheduler({
    db,
    registry,
    gpuClasses,
    logger,
    handOut: createHandOut({ producer: clients.producer, logger }),
    onLeased: (leases) => {
      metrics.leased(leases.length);
      for (const { payload } of leases) signals.announce(payload.user_id);
    },
  });
  const signals = createSignals({ hub, scheduler, redis, logger });
  const catalogue = createCatalogue(db);
  const capacity = createCapacity({ registry, logger });
  const progress = createProgressBoard();
  const showImages = createShowImages(storage);
  const signer = createQuoteSigner(Buffer.from(config.QUOTE_SECRET, 'base64'));
  return {
    clients,
    signals,
    log,
    hub,
    catalogue,
    capacity,
    progress,
    metrics,
    showImages,
    scheduler,
    accept: createAcceptJob({ db, catalogue, capacity, quotes: signer, gpuClasses, metrics, ...signals }),
    awaitJob: createAwaitJob({ db, hub, log }),
    jobs: createJobsService({ db, showJob: createShowJob({ showImages, progress, capacity }) }),
    cancelling: createCancelling({ db, showImages, ...signals }),
    quotes: createQuotesService({ db, catalogue, capacity, signer, gpuClasses }),
    receipts: createReceiptsService(db),
    queue: createQueueService({ db, capacity, progress, gpuClasses }),
    streams: createStreamServer({
      hub,
      log,
      slots: createStreamSlots(redis),
      openProgress: createOpenProgress({ db, progress }),
      logger,
    }),
  };
}
