import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { createJobMetrics, createMetrics, httpMetrics } from './index.ts';

test('requests are counted by route template: ids and made-up paths add no series', async () => {
  const app = Fastify();
  await app.register(httpMetrics, { metrics: createMetrics({ service: 'gallery-service' }) });
  app.get('/images/:image_id', async () => 'ok');
  for (const path of ['/images/1', '/images/2', '/made/up', '/made/up/too']) await app.inject(path);
  const answer = await app.inject('/metrics');
  expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  const series = answer.body.split('\n').filter((line) => line.startsWith('http_requests_total'));
  expect(series).toEqual([
    'http_requests_total{method="GET",route="/images/:image_id",status="200",service="gallery-service"} 2',
    'http_requests_total{method="GET",route="unmatched",status="404",service="gallery-service"} 2',
  ]);
  expect(answer.body).toContain('http_requests_active{service="gallery-service"} 1');
  expect(answer.body).toContain('process_cpu_user_seconds_total');
  await app.close();
});

test('a job run is counted once, however often it ends', async () => {
  const metrics = createMetrics({ service: 'gpu-worker' });
  const jobs = createJobMetrics(metrics);
  const run = jobs.start('worker', 'generate', 250);
  expect(await metrics.text()).toContain('queue_jobs_active{queue="worker",job="generate",service="gpu-worker"} 1');
  run.end('failed');
  run.end('completed');
  jobs.stalled('worker');
  const text = await metrics.text();
  expect(text).toContain('queue_jobs_total{queue="worker",job="generate",outcome="failed",service="gpu-worker"} 1');
  expect(text).not.toContain('outcome="completed"');
  expect(text).toContain('queue_jobs_active{queue="worker",job="generate",service="gpu-worker"} 0');
  expect(text).toMatch(/^queue_job_wait_seconds_sum\{.*job="generate"\} 0\.25$/m);
  expect(text).toContain('queue_jobs_stalled_total{queue="worker",service="gpu-worker"} 1');
});

test('two processes in one do not share series', async () => {
  const [one, other] = [createMetrics({ service: 'one' }), createMetrics({ service: 'other' })];
  one.counter({ name: 'things_total', help: 'Things' }).inc();
  expect(await other.text()).not.toContain('things_total');
});
