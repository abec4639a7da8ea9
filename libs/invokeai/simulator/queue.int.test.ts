import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRecorder, type Recorder } from '../test/recording/recorder.ts';
import type { EventEntry } from '../test/recording/recording.ts';
import { graphOf, paintedModel } from '../test/runtime.ts';
import { createSimulator, type Simulator } from './index.ts';

const at = '/api/v1/queue/default';
const none = { step_ms: 0, load_ms: 0, fixed_ms: 0, pickup_ms: 0 };

let simulator: Simulator;
let recorder: Recorder;
beforeAll(async () => {
  simulator = await createSimulator({ timing: none, nodeCacheSize: 512 });
  recorder = await createRecorder(simulator.url);
  const { key, name, base, type, path } = paintedModel;
  await recorder.call('POST', `/api/v2/models/install?source=${path}&inplace=true`, { key, name, base, type });
});
beforeEach(async () => {
  await recorder.call('PUT', `${at}/clear`);
  recorder.log.length = 0;
});
afterAll(async () => {
  recorder.close();
  await simulator.close();
});

const enqueue = (batch: object): ReturnType<Recorder['call']> =>
  recorder.call('POST', `${at}/enqueue_batch`, { batch });
const { graph } = graphOf(paintedModel);

const imageOf = ({ data }: EventEntry): unknown => /"image_name":"([^"]+)"/.exec(JSON.stringify(data))?.[1];

async function finished(batch: object): Promise<unknown> {
  recorder.log.length = 0;
  await enqueue(batch);
  const done = recorder.until(
    ({ event, data }) => event === 'invocation_complete' && data['invocation_source_id'] === 'out',
  );
  const image = imageOf(await done);
  await recorder.until(({ event, data }) => event === 'queue_item_status_changed' && data['status'] === 'completed');
  return image;
}

test('a cached output node gives the same image name again; one that is not cached gives a new one', async () => {
  const out = graph.nodes['out'];
  const cached = { ...graph, nodes: { ...graph.nodes, out: { ...out, use_cache: true } } };
  expect(await finished({ graph: cached })).toBe(await finished({ graph: cached }));
  expect(await finished({ graph })).not.toBe(await finished({ graph }));
});

test('batch data makes one item for each combination, and runs repeat them', async () => {
  await recorder.call('PUT', `${at}/processor/pause`);
  const datum = (field_name: string, items: unknown[]): object => ({ node_path: 'noise', field_name, items });
  const data = [[datum('seed', [1, 2]), datum('width', [64, 128])]];
  const { response } = await enqueue({ graph, data, runs: 2 });
  expect(response).toMatchObject({ requested: 4, enqueued: 4 });
  await recorder.call('PUT', `${at}/clear`);
  await recorder.call('PUT', `${at}/processor/resume`);
});

test('a bad value in batch data is taken, then blocks the queue until its batch is cancelled', async () => {
  const data = [[{ node_path: 'noise', field_name: 'width', items: [513] }]];
  const { status, response } = await enqueue({ graph, data, batch_id: 'bad' });
  expect([status, response]).toMatchObject([200, { enqueued: 1 }]);
  const id = JSON.stringify(response).replace(/.*"item_ids":\[(\d+)\].*/, '$1');
  for (const [method, path] of [
    ['GET', `${at}/i/${id}`],
    ['PUT', `${at}/i/${id}/cancel`],
    ['DELETE', `${at}/i/${id}`],
    ['GET', `${at}/list_all`],
  ] as const) {
    expect((await recorder.call(method, path)).status).toBe(500);
  }
  const blocked = await enqueue({ graph });
  expect((await recorder.call('GET', `${at}/status`)).response).toMatchObject({
    queue: { pending: 2, in_progress: 0 },
  });
  expect((await recorder.call('PUT', `${at}/cancel_by_batch_ids`, { batch_ids: ['bad'] })).response).toEqual({
    canceled: 1,
  });
  expect(blocked.status).toBe(200);
  await recorder.until(
    ({ event, data: { status: now } }) => event === 'queue_item_status_changed' && now === 'completed',
  );
  await recorder.call('PUT', `${at}/prune`);
  expect((await recorder.call('GET', `${at}/list_all`)).status).toBe(200);
});

test('an item is unknown, of another queue, or no number: 404, 500 and 422', async () => {
  await recorder.call('PUT', `${at}/processor/pause`);
  const { response } = await enqueue({ graph });
  const id = JSON.stringify(response).replace(/.*"item_ids":\[(\d+)\].*/, '$1');
  const of = async (path: string): Promise<unknown[]> => {
    const answer = await recorder.call('GET', path);
    return [answer.status, answer.response];
  };
  expect(await of(`${at}/i/9999`)).toEqual([404, { detail: 'Queue item with id 9999 not found in queue default' }]);
  expect(await of(`/api/v1/queue/other/i/${id}`)).toEqual([
    500,
    { detail: 'Unexpected error while fetching queue item: 404: ' },
  ]);
  expect(await of(`${at}/i/x`)).toMatchObject([422, { detail: [{ type: 'int_parsing' }] }]);
  await recorder.call('PUT', `${at}/clear`);
  await recorder.call('PUT', `${at}/processor/resume`);
});

test('a seed that is no number brings the plain text of a server that fell over', async () => {
  const noise = { ...graph.nodes['noise'], seed: 'seven' };
  const { status, headers } = await enqueue({ graph: { ...graph, nodes: { ...graph.nodes, noise } } });
  expect([status, headers['content-type']]).toEqual([500, 'text/plain; charset=utf-8']);
});

test('an unknown path is the page of the UI for GET and 405 for POST', async () => {
  const page = await recorder.call('GET', '/api/v2/models');
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await recorder.call('POST', '/no/such/path', {})).status).toBe(405);
});

test('an uploaded picture is re-encoded and can be read, also small', async () => {
  const form = new FormData();
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="red"/></svg>';
  form.set('file', new Blob([svg], { type: 'image/svg+xml' }), 'input.svg');
  const path = `${simulator.url}/api/v1/images/upload?image_category=user&is_intermediate=false`;
  const answer = await fetch(path, { method: 'POST', body: form });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({
    width: 40,
    height: 30,
    image_origin: 'external',
    image_category: 'user',
  });
  const thumbnail = await fetch(`${simulator.url}/${answer.headers.get('location')?.replace('/full', '/thumbnail')}`);
  expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp']);
});
