import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordJob, enqueueBodyOf } from '../test/recording/jobs.ts';
import { asked, expectSameAnswers, expectSameEvents } from '../test/recording/compare.ts';
import { normalForm } from '../test/recording/normal-form.ts';
import { createRecorder, type Recorder } from '../test/recording/recorder.ts';
import { eventsOf, httpOf, readRecording, type Entry, type HttpEntry } from '../test/recording/recording.ts';
import { createSimulator, type Simulator } from './index.ts';
import { isJson } from './json.ts';

const queue = '/api/v1/queue/default';

let simulator: Simulator;
let recorder: Recorder;

beforeAll(async () => {
  // Long enough steps that a running item can be looked at, as when the recordings were made.
  simulator = await createSimulator({
    modelsDir: '/srv/models',
    timing: { step_ms: 40, load_ms: 0, fixed_ms: 0, pickup_ms: 0 },
  });
  recorder = await createRecorder(simulator.url);
});

afterAll(async () => {
  recorder.close();
  await simulator.close();
});

test('the first answers of a fresh server are those of the real one', async () => {
  const real = httpOf(readRecording('start')).filter(({ path }) => !path.endsWith('/runtime_config'));
  recorder.log.length = 0;
  for (const { method, path } of real) await recorder.call(method, path);
  expectSameAnswers(httpOf(recorder.log), real);
});

test('models are installed, refused a second time and listed as by the real one', async () => {
  const real = httpOf(readRecording('model-install'));
  recorder.log.length = 0;
  const ends: HttpEntry[] = [];
  for (const { path, request } of real.filter(({ method }) => method === 'POST')) {
    const started = await recorder.call('POST', path, request);
    const id = isJson(started.response) ? Number(started.response['id']) : -1;
    expect(Object.keys(isJson(started.response) ? started.response : {}).sort()).toEqual(
      Object.keys(isJson(real[0]?.response) ? real[0].response : {}).sort(),
    );
    await recorder.until(({ event, data }) => /^model_install_(complete|error)$/.test(event) && data['id'] === id);
    ends.push(await recorder.call('GET', `/api/v2/models/install/${id}`));
  }
  const lasting = (entries: readonly HttpEntry[]): HttpEntry[] =>
    entries.filter(
      ({ path, response }) =>
        /install\/\d+$/.test(path) && isJson(response) && /completed|error/.test(String(response['status'])),
    );
  expectSameAnswers(ends, lasting(real));
  const list = real.filter(({ path }) => path === '/api/v2/models/');
  expectSameAnswers([await recorder.call('GET', '/api/v2/models/')], list);
  const installs = (log: readonly Entry[]): unknown[] =>
    eventsOf(log)
      .map(({ event, data }) => [event, normalForm(data)])
      .sort();
  expect(installs(recorder.log)).toEqual(installs(readRecording('model-install')));
});

describe.each(['sd15-first', 'sd15-warm', 'sdxl'])('%s', (name) => {
  const real = readRecording(name);

  beforeAll(() => recordJob(recorder, real));

  test('every answer about the job has the members and values of the real one', () => {
    expectSameAnswers(asked(recorder.log), asked(real));
  });

  test('every event of every node has the members, values and order of the real one', () => {
    expectSameEvents(recorder.log, real);
  });

  test('a node starts after those it depends on have ended, and the end of the item comes last', () => {
    const events = eventsOf(recorder.log);
    const at = (event: string, node: string): number =>
      events.findIndex((one) => one.event === event && one.data['invocation_source_id'] === node);
    for (const [before, after] of [
      ['ml', 'pos'],
      ['pos', 'dn'],
      ['neg', 'dn'],
      ['noise', 'dn'],
      ['dn', 'out'],
    ] as const) {
      expect(at('invocation_complete', before)).toBeLessThan(at('invocation_started', after));
    }
    expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['batch_enqueued', 'queue_item_status_changed']);
    expect(events.at(-1)).toMatchObject({ event: 'queue_item_status_changed', data: { status: 'completed' } });
  });
});

test('an unknown model fails the item before its node tells of the error', async () => {
  const real = readRecording('failed');
  await recordJob(recorder, real);
  const names = (log: readonly Entry[]): unknown[] => eventsOf(log).map(({ event, data }) => [event, normalForm(data)]);
  const mine = names(recorder.log);
  const theirs = names(real);
  expect(mine.slice(-2)).toEqual(theirs.slice(-2));
  const lastItem = (log: readonly Entry[]): unknown =>
    normalForm(
      asked(log)
        .filter(({ path }) => /i\/\d+$/.test(path))
        .at(-1)?.response,
    );
  expect(lastItem(recorder.log)).toEqual(lastItem(real));
});

test('a cancelled item keeps what its finished nodes made, and cancelling it again changes nothing', async () => {
  const real = readRecording('cancelled');
  await recordJob(recorder, real, async (id) => {
    await recorder.until(({ event, data }) => event === 'invocation_progress' && Number(data['percentage']) > 0);
    await recorder.call('PUT', `${queue}/i/${id}/cancel`);
    for (let processing = true; processing;) {
      const { response } = await recorder.call('GET', `${queue}/status`);
      processing = JSON.stringify(response).includes('"is_processing":true');
    }
    await recorder.call('PUT', `${queue}/i/${id}/cancel`);
  });
  const items = (log: readonly Entry[]): unknown[] =>
    httpOf(log)
      .filter(({ path }) => /\/i\/\d+/.test(path))
      .map(({ response }) => normalForm(response));
  expect(items(recorder.log)).toEqual(items(real));
  const statuses = (log: readonly Entry[]): unknown[] =>
    eventsOf(log)
      .filter(({ event }) => event === 'queue_item_status_changed')
      .map(({ data }) => normalForm(data));
  expect(statuses(recorder.log)).toEqual(statuses(real));
});

test('bad values and edges are refused in the words of the real one', async () => {
  const real = readRecording('bad-field');
  recorder.log.length = 0;
  for (const index of [0, 1]) await recorder.call('POST', `${queue}/enqueue_batch`, enqueueBodyOf(real, index));
  expectSameAnswers(httpOf(recorder.log), httpOf(real));
});

test('the calls after a job answer as the real ones do', async () => {
  const real = httpOf(readRecording('after'));
  recorder.log.length = 0;
  for (const { method, path } of real) await recorder.call(method, path);
  const mine = httpOf(recorder.log);
  const keys = ({ response }: HttpEntry): unknown => (isJson(response) ? Object.keys(response).sort() : response);
  expect(mine.slice(0, 1).map(keys)).toEqual(real.slice(0, 1).map(keys));
  expectSameAnswers(mine.slice(1), real.slice(1));
});

test('a full queue answers 200 and drops what does not fit; bulk cancellations are silent', async () => {
  const real = readRecording('queue-full');
  recorder.log.length = 0;
  for (const { method, path, request } of httpOf(real)) await recorder.call(method, path, request ?? undefined);
  const ids = (log: readonly Entry[]): HttpEntry[] =>
    httpOf(log).map((entry) => {
      const { response } = entry;
      const count = isJson(response) && Array.isArray(response['item_ids']) ? response['item_ids'].length : undefined;
      return count === undefined
        ? entry
        : { ...entry, response: { ...(isJson(response) ? response : {}), item_ids: count } };
    });
  expectSameAnswers(ids(recorder.log), ids(real));
  const events = (log: readonly Entry[]): unknown[] =>
    eventsOf(log).map(({ event, data }) => [event, normalForm(data)]);
  await recorder.until(({ event }) => event === 'queue_cleared');
  expect(events(recorder.log)).toEqual(events(real));
});

test('what cannot be installed is told apart: no such path, no body, a folder that is no model', async () => {
  const store = mkdtempSync(join(tmpdir(), 'models-'));
  mkdirSync(join(store, 'tiny-sd15', 'tokenizer'), { recursive: true });
  writeFileSync(join(store, 'tiny-sd15', 'tokenizer', 'vocab.json'), '{}');
  const own = await createSimulator({ modelsDir: store });
  const other = await createRecorder(own.url);
  try {
    const real = httpOf(readRecording('model-install-missing'));
    const here = (path: string): string =>
      path
        .replace('%2Fsrv%2Fmodels%2Fno-such-model', '%2Felsewhere%2Fmodel')
        .replace('%2Fsrv%2Fmodels', encodeURIComponent(store))
        .replace('install/6', 'install/0');
    for (const { method, path, request } of real) {
      await other.call(method, here(path), request ?? undefined);
      if (request !== null && path.includes('tokenizer'))
        await other.until(({ event }) => event === 'model_install_error');
    }
    const there = (entry: HttpEntry): HttpEntry => {
      const text = JSON.stringify(entry.response)
        .replaceAll(store, '/srv/models')
        .replace('/elsewhere/model', '/srv/models/no-such-model');
      const response: unknown = JSON.parse(
        text.replace('"id":0', '"id":6').replace('"status":"waiting"', '"status":"running"'),
      );
      return { ...entry, response };
    };
    expectSameAnswers(httpOf(other.log).map(there), real);
  } finally {
    other.close();
    await own.close();
    rmSync(store, { recursive: true });
  }
});
