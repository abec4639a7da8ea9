import { wireTime } from '@pingvas/http';
import type { Capacity } from '../capacity/capacity.ts';
import type { GenerationDb } from '../database.ts';
import { queuePositions } from '../jobs/jobs.repository.ts';
import { waitSeconds } from '../jobs/show-jobs.ts';
import type { ProgressBoard } from '../streams/progress-board.ts';
import { readLoad, readOpenJobs, readOwnQueue, readRecentMeans } from './queue.repository.ts';
import type { GlobalQueue, QueueStatus } from './queue.schema.ts';

const SHOWN_JOBS = 20;
const GLOBAL_AGE_MS = 5_000;

export interface QueueService {
  own(userId: string): Promise<QueueStatus>;
  everybody(): Promise<GlobalQueue>;
}

export interface QueueParts {
  db: GenerationDb;
  capacity: Capacity;
  progress: ProgressBoard;
  gpuClasses: readonly string[];
}

export function createQueueService(parts: QueueParts): QueueService {
  let known: { atMs: number; queue: Promise<GlobalQueue> } | undefined;
  return {
    own: (userId) => ownQueue(parts, userId),
    everybody() {
      if (known && performance.now() - known.atMs < GLOBAL_AGE_MS) return known.queue;
      const queue = globalQueue(parts);
      queue.catch(() => (known = undefined));
      known = { atMs: performance.now(), queue };
      return queue;
    },
  };
}

async function ownQueue({ db, capacity, progress }: QueueParts, userId: string): Promise<QueueStatus> {
  const { own, open, positions } = await db.withUser(userId, async (tx) => {
    const jobs = await readOpenJobs(tx, userId, SHOWN_JOBS);
    const waiting = jobs.filter((job) => job.status === 'pending').map((job) => job.id);
    return { own: await readOwnQueue(tx, userId), open: jobs, positions: await queuePositions(tx, userId, waiting) };
  });
  const jobs = open.map((job) => {
    const ahead = positions.get(job.id);
    const wait = ahead && waitSeconds(ahead.seconds, capacity.workersOf(job.gpuClass ?? ''));
    const running = job.status === 'processing' ? progress.of(job.id, job.lease) : null;
    return {
      id: job.id,
      status: job.status,
      position: ahead?.jobs ?? (job.status === 'queued' ? 0 : null),
      percent: running?.percent ?? (job.status === 'processing' ? 0 : null),
      estimated_start_at: wait === undefined ? null : wireTime(new Date(Date.now() + wait * 1_000)),
    };
  });
  const first = [...positions.values()].at(0);
  return {
    pending_jobs: own.pending,
    queued_jobs: own.queued,
    processing_jobs: own.processing,
    open_entries: own.openEntries,
    queue_limit: own.queueLimit,
    running_limit: own.runningLimit,
    estimated_wait_seconds: waitSeconds(first?.seconds ?? 0, capacity.available()),
    wait_bound_seconds: null,
    jobs,
  };
}

async function globalQueue({ db, capacity, gpuClasses }: QueueParts): Promise<GlobalQueue> {
  const [load, means] = await Promise.all([readLoad(db, gpuClasses), readRecentMeans(db)]);
  const pending = load.reduce((sum, each) => sum + each.pendingJobs, 0);
  const workers = capacity.available();
  return {
    total_pending: pending,
    total_processing: load.reduce((sum, each) => sum + each.processingJobs, 0),
    available_workers: workers,
    average_wait_seconds: Math.round(means.wait),
    average_processing_seconds: Math.round(means.run),
    queue_health: workers === 0 ? (pending > 0 ? 'degraded' : 'healthy') : pending > workers * 10 ? 'busy' : 'healthy',
    by_gpu_class: load.map((each) => ({
      gpu_class: each.gpuClass,
      waiting_gpu_seconds: each.waitingSeconds,
      workers: capacity.workersOf(each.gpuClass),
    })),
  };
}
