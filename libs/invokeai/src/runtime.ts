import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { RuntimeError } from './errors/runtime-error.ts';
import { RUNTIME_BROKEN } from './errors/verdicts.ts';
import { createEvents } from './events/socket.ts';
import { createHttpClient } from './http/client.ts';
import { createImages } from './images/images.ts';
import type { RuntimeLog } from './log.ts';
import { ensureModel, type RuntimeModel } from './models/ensure-model.ts';
import { createQueue } from './queue/queue.ts';
import { createRunning } from './run/running.ts';
import { runGraph, type RunRequest, type RunResult } from './run/run.ts';

/** One InvokeAI server. Every call throws a RuntimeError when it is not done, and has a time limit. */
export interface Runtime {
  version(): Promise<string>;
  /** Before the first job and after an infrastructure error: checks the version, empties the queue, resumes it. */
  prepare(): Promise<void>;
  /** Makes a model known under its own key, in place. Idempotent. */
  ensureModel(model: RuntimeModel): Promise<void>;
  /** Runs one graph and returns its picture. Throws RunCancelled when its signal or `interrupt()` ends it. */
  run(request: RunRequest): Promise<RunResult>;
  /** The PNG as the runtime saved it; its text chunks hold the whole graph with the prompts. */
  fetchImage(name: string): Promise<Buffer>;
  /** Pictures are never deleted by the runtime itself. */
  deleteImages(names: readonly string[]): Promise<void>;
  /** Deletes finished items and intermediate pictures. */
  prune(): Promise<void>;
  /** Frees memory; models of the running job stay. */
  emptyModelCache(): Promise<void>;
  /** Cancels whatever runs or waits, and waits until the GPU is free. Calls of `run` end with RunCancelled. */
  interrupt(): Promise<void>;
  /** Ends the event stream. Call `interrupt()` first when something may run. */
  close(): Promise<void>;
}

export interface RuntimeOptions {
  /** For example `http://127.0.0.1:9090`; a path in it is ignored. */
  url: string;
  queueId?: string;
  /** Of each HTTP call. The runtime stalls for seconds while Python holds its interpreter. */
  requestTimeoutMs?: number;
  /** How long a cancelled run may take to leave the GPU: loading, encoding and decoding cannot be interrupted. */
  idleTimeoutMs?: number;
  logger: RuntimeLog;
}

/** The contract was observed on 6.12.0; patches of it are taken, another minor release is read and recorded first. */
const SUPPORTED = /^6\.12\.\d+$/;
const CONNECT_WAIT_MS = 5000;

const Version = Compile(Type.Object({ version: Type.String() }));

export function createRuntime(options: RuntimeOptions): Runtime {
  const { url, queueId = 'default', requestTimeoutMs = 15_000, idleTimeoutMs = 30_000, logger } = options;
  const http = createHttpClient({ url, timeoutMs: requestTimeoutMs });
  const events = createEvents({ url, queueId, log: logger });
  const queue = createQueue(http, queueId);
  const images = createImages(http);
  const running = createRunning();

  const version = async (): Promise<string> => (await http.json(Version, 'GET', '/api/v1/app/version')).version;

  async function emptyQueue(): Promise<void> {
    await queue.clear();
    if (await queue.idle(idleTimeoutMs)) return;
    throw new RuntimeError(`the runtime still works ${idleTimeoutMs} ms after its queue was cleared`, RUNTIME_BROKEN);
  }

  return {
    version,
    async prepare() {
      const found = await version();
      if (!SUPPORTED.test(found)) throw new RuntimeError(`InvokeAI ${found} is not supported`, RUNTIME_BROKEN);
      await emptyQueue();
      await queue.resume();
      if (!(await events.ready(CONNECT_WAIT_MS))) logger.warn({ url }, 'no runtime events, polling instead');
    },
    ensureModel: (model) => ensureModel(http, model),
    run: (request) =>
      running.start(
        (signal) => runGraph({ queue, images, events, idleTimeoutMs, log: logger }, request, signal),
        request.signal,
      ),
    fetchImage: (name) => images.fetch(name),
    deleteImages: (names) => images.delete(names),
    async prune() {
      await queue.prune();
      await images.deleteIntermediates();
    },
    emptyModelCache: () => http.send('POST', '/api/v2/models/empty_model_cache'),
    async interrupt() {
      await running.abortAll();
      await emptyQueue();
    },
    async close() {
      events.close();
    },
  };
}
