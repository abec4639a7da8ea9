import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRuntime, RunCancelled, type Runtime, type RuntimeProgress } from '../src/index.ts';
import { connect, graphOf, paintedModel, quiet, requestOf, thrownBy } from '../test/runtime.ts';
import { createSimulator, type Simulator } from './index.ts';

const fast = { step_ms: 5, load_ms: 0, fixed_ms: 0, pickup_ms: 0 };

let simulator: Simulator;
let runtime: Runtime;

beforeEach(async () => {
  simulator = await createSimulator({ timing: fast });
  runtime = connect(simulator.url);
  await runtime.prepare();
  await runtime.ensureModel(paintedModel);
});
afterEach(async () => {
  await runtime.close();
  await simulator.close();
});

const run = (prompt = 'a lighthouse'): ReturnType<Runtime['run']> => runtime.run(requestOf(paintedModel, { prompt }));

test('out of memory is OUT_OF_MEMORY, fit for a larger class, and the next run is well', async () => {
  simulator.controls.addFault({ kind: 'oom' });
  expect(await thrownBy(run())).toMatchObject({
    ...{ code: 'OUT_OF_MEMORY', retryable: false, retryOnLargerClass: true, infrastructure: false },
    errorType: 'OutOfMemoryError',
  });
  expect(await run()).toMatchObject({ width: 64, gpuMsExact: true });
});

test('an error of a node keeps its class and first line, and its GPU time is told', async () => {
  simulator.controls.addFault({ kind: 'error', error_type: 'RuntimeError', message: 'mat1 and mat2\nfile list' });
  const error = await thrownBy(run());
  expect(error).toMatchObject({ code: 'RUNTIME_ERROR', retryable: false, message: 'RuntimeError: mat1 and mat2' });
  expect(error).toHaveProperty('gpuMs', expect.any(Number));
});

test('a CUDA fault makes the whole runtime suspect', async () => {
  simulator.controls.addFault({ kind: 'error', message: 'CUDA error: device-side assert triggered' });
  expect(await thrownBy(run())).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
});

test('a fault lets `skip` matching items pass, strikes `times` of them, and leaves other prompts alone', async () => {
  simulator.controls.addFault({ kind: 'error', skip: 1, times: 2, prompt_contains: 'penguin' });
  const outcomes: boolean[] = [];
  for (const prompt of ['a penguin', 'a fox', 'two penguins', 'a fox', 'a penguin', 'a penguin']) {
    outcomes.push((await thrownBy(run(prompt))) === undefined);
  }
  expect(outcomes).toEqual([true, true, false, true, false, true]);
  expect(simulator.controls.faults()).toEqual([]);
});

test('a hung run ends at its limit as WORKER_TIMEOUT, and the next one is well', async () => {
  simulator.controls.addFault({ kind: 'hang' });
  const error = await thrownBy(runtime.run(requestOf(paintedModel, {}, { timeoutMs: 200 })));
  expect(error).toMatchObject({ code: 'WORKER_TIMEOUT', infrastructure: false });
  await run();
});

test('a run that does not even stop when cancelled makes the runtime suspect', async () => {
  simulator.controls.addFault({ kind: 'hang', hard: true });
  const impatient = createRuntime({ url: simulator.url, logger: quiet, idleTimeoutMs: 100 });
  const error = await thrownBy(impatient.run(requestOf(paintedModel, {}, { timeoutMs: 200 })));
  expect(error).toMatchObject({ code: 'WORKER_TIMEOUT', infrastructure: true });
  await impatient.close();
});

test('the time a model takes to load is told, and is no GPU time', async () => {
  simulator.controls.addFault({ kind: 'slow_load', ms: 300 });
  const result = await run();
  expect(result.modelLoadMs).toBeGreaterThanOrEqual(290);
  expect(result.itemMs).toBeGreaterThanOrEqual(290);
  expect(result.gpuMs).toBeLessThan(result.itemMs - 250);
});

test('without any event the picture is found by polling, and no GPU time is made up', async () => {
  simulator.controls.addFault({ kind: 'lost_events' });
  const result = await run();
  expect(result).toMatchObject({ width: 64, gpuMs: 0, gpuMsExact: false });
  expect(result.itemMs).toBeGreaterThan(0);
});

test('a stream that breaks in the middle of a run costs neither the picture nor more than was seen', async () => {
  simulator.controls.setTiming({ step_ms: 30 });
  let broken = false;
  const onProgress = ({ step = 0 }: RuntimeProgress): void => {
    if (step === 2 && !broken) simulator.disconnectEvents();
    broken ||= step === 2;
  };
  const result = await runtime.run(requestOf(paintedModel, { steps: 10 }, { onProgress }));
  expect(result.gpuMsExact).toBe(false);
  expect(result.gpuMs).toBeLessThanOrEqual(result.itemMs);
});

test('events that come twice are counted once', async () => {
  simulator.controls.addFault({ kind: 'duplicate_events' });
  const result = await run();
  expect(result.gpuMsExact).toBe(true);
  expect(result.gpuMs).toBeLessThanOrEqual(result.itemMs);
});

test('a corrupt picture is handed over as it is: its reader finds out', async () => {
  simulator.controls.addFault({ kind: 'corrupt_image' });
  const png = await runtime.fetchImage((await run()).imageName);
  await expect(sharp(png).raw().toBuffer()).rejects.toThrow();
  await expect(
    sharp(await runtime.fetchImage((await run()).imageName))
      .raw()
      .toBuffer(),
  ).resolves.toBeInstanceOf(Buffer);
});

test('an item that blocks the queue is freed by its batch, and the next one runs', async () => {
  simulator.controls.addFault({ kind: 'poison' });
  expect(await thrownBy(run())).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
  expect(await run()).toMatchObject({ width: 64 });
});

test('a runtime that dies in the middle of a run is a retryable fault of the runtime', async () => {
  simulator.controls.addFault({ kind: 'crash' });
  expect(await thrownBy(run())).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
});

test("after a restart the item under an old id is another one, and its picture is never taken for the old run's", async () => {
  simulator.controls.setTiming({ step_ms: 100 });
  const { promise: started, resolve } = Promise.withResolvers<undefined>();
  const old = thrownBy(runtime.run(requestOf(paintedModel, { steps: 100 }, { onProgress: () => resolve(undefined) })));
  await started;
  const { port } = simulator;
  await simulator.close();
  simulator = await createSimulator({ port, timing: fast });
  const other = connect(simulator.url);
  await other.ensureModel(paintedModel);
  const result = await other.run(requestOf(paintedModel));
  expect(result.itemId).toBe(1);
  expect(await old).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
  await other.close();
});

test('a cancellation stops at the next step, not at the end', async () => {
  simulator.controls.setTiming({ step_ms: 50 });
  const abort = new AbortController();
  const steps: number[] = [];
  const onProgress = ({ step }: RuntimeProgress): void => {
    if (step !== undefined) steps.push(step);
    if (step === 3) abort.abort();
  };
  const request = requestOf(paintedModel, { steps: 150 }, { onProgress, signal: abort.signal });
  expect(await thrownBy(runtime.run(request))).toBeInstanceOf(RunCancelled);
  expect(Math.max(...steps)).toBeLessThanOrEqual(5);
});

test('a graph with two edges into one input fails by its status alone, without an event of its node', async () => {
  const { graph, outputNodeId } = graphOf(paintedModel);
  const twice = { ...graph, edges: [...graph.edges, ...graph.edges.slice(-1)] };
  const error = await thrownBy(runtime.run({ ...requestOf(paintedModel), graph: twice, outputNodeId }));
  expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', errorType: 'InvalidEdgeError' });
});

test('an empty graph completes and is no success', async () => {
  const error = await thrownBy(runtime.run({ ...requestOf(paintedModel), graph: { nodes: {}, edges: [] } }));
  expect(error).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true });
});

test('an item that a restart cancelled in silence is a retryable fault of the runtime, and what waited still runs', async () => {
  simulator.controls.setTiming({ step_ms: 30 });
  const { promise: started, resolve } = Promise.withResolvers<undefined>();
  const steps = { steps: 100 };
  const interrupted = thrownBy(runtime.run(requestOf(paintedModel, steps, { onProgress: () => resolve(undefined) })));
  await started;
  const waiting = runtime.run(requestOf(paintedModel));
  await expect
    .poll(() => fetch(`${simulator.url}/sim/state`).then((answer) => answer.json()))
    .toMatchObject({ queued: 1 });
  simulator.restart();
  expect(await interrupted).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
  expect(await waiting).toMatchObject({ width: 64 });
});
