import { Queue, QueueEvents, Worker } from 'bullmq';
import pg from 'pg';
import { percentile, summary, timeEach } from './percentiles.ts';
import { report } from './report.ts';
import { call, privilegedUser } from './stack/api.ts';
import { startStack, type Stack } from './stack/running-stack.ts';

const JOBS = 50;
const WARM_UP = 5;
const GOAL_READY_MS = 300;
const GOAL_STARTED_P50_MS = 15;
const GOAL_STARTED_P99_MS = 50;

interface Job {
  status: string;
  created_at: string;
  started_at: string;
}

/** One job of no steps' length from the request to the stored image. */
async function runJob(stack: Stack, token: string): Promise<{ readyMs: number; startedMs: number }> {
  const sentAt = performance.now();
  const job = await call<Job>(`${stack.services['generation-service'] ?? ''}/api/v1/generation/create`, {
    token,
    headers: { prefer: 'wait=60' },
    body: { model_id: 'sd15-base', prompt: 'a lighthouse', parameters: { width: 512, height: 512, steps: 20 } },
  });
  if (job.status !== 'completed') throw new Error(`a job ended ${job.status}`);
  return {
    readyMs: performance.now() - sentAt,
    startedMs: Date.parse(job.started_at) - Date.parse(job.created_at),
  };
}

/** The floor of what our path is made of: an empty BullMQ job there and back on the same Redis. */
async function bareBullmq(redisUrl: string): Promise<number[]> {
  const { hostname, port } = new URL(redisUrl);
  const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
  const queue = new Queue('bench', { connection });
  const events = new QueueEvents('bench', { connection });
  const worker = new Worker('bench', async () => 1, { connection });
  await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
  const samples = await timeEach(JOBS, async () => {
    const job = await queue.add('nothing', {}, { removeOnComplete: true, removeOnFail: true });
    await job.waitUntilFinished(events, 5_000);
  });
  await Promise.all([worker.close(), events.close(), queue.obliterate({ force: true })]);
  await queue.close();
  return samples;
}

async function bareSelect(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const samples = await timeEach(JOBS, () => client.query('SELECT 1'));
  await client.end();
  return samples;
}

async function asFastAsItCan(stack: Stack): Promise<void> {
  for (const runtime of stack.runtime) {
    await fetch(`${runtime}/sim/timing`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ step_ms: 0, load_ms: 0, fixed_ms: 0, pickup_ms: 0 }),
    });
  }
}

async function measure(stack: Stack): Promise<void> {
  await asFastAsItCan(stack);
  const token = await privilegedUser(stack, `path-${Date.now().toString(36)}`, 100_000);
  for (let run = 0; run < WARM_UP; run++) await runJob(stack, token);
  const ready: number[] = [];
  const started: number[] = [];
  for (let run = 0; run < JOBS; run++) {
    const { readyMs, startedMs } = await runJob(stack, token);
    ready.push(readyMs);
    started.push(startedMs);
  }
  const bullmq = await bareBullmq(stack.redis);
  const select = await bareSelect(stack.postgres.superuser_url);
  console.log(`create → image ready   ${summary(ready)}`);
  console.log(`created → started      ${summary(started)}`);
  console.log(`bare BullMQ round trip ${summary(bullmq)}`);
  console.log(`SELECT 1               ${summary(select)}`);
  const p50 = percentile(ready, 0.5);
  const startedP50 = percentile(started, 0.5);
  const startedP99 = percentile(started, 0.99);
  const peer = percentile(bullmq, 0.5);
  report({
    bench: 'path',
    value: p50,
    unit: 'ms',
    peer,
    ratio: p50 / peer,
    goal: `ready p50 <= ${GOAL_READY_MS} ms, started p50 <= ${GOAL_STARTED_P50_MS} ms and p99 <= ${GOAL_STARTED_P99_MS} ms`,
    ok: p50 <= GOAL_READY_MS && startedP50 <= GOAL_STARTED_P50_MS && startedP99 <= GOAL_STARTED_P99_MS,
    started_p50_ms: startedP50,
    started_p99_ms: startedP99,
    select_1_p50_ms: percentile(select, 0.5),
  });
}

const { stack, stop } = await startStack();
try {
  await measure(stack);
} finally {
  await stop();
}
