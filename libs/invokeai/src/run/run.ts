import { classifyItemFailure } from '../errors/classify.ts';
import { RunCancelled, RuntimeError } from '../errors/runtime-error.ts';
import { RUNTIME_BROKEN, STUCK, TOO_LONG } from '../errors/verdicts.ts';
import type { RuntimeEvents } from '../events/socket.ts';
import type { Graph } from '../graph/graph.ts';
import type { RuntimeImages } from '../images/images.ts';
import type { RuntimeLog } from '../log.ts';
import { imageNamesOf, imageOf, itemMs, type Item } from '../queue/answers.ts';
import type { RuntimeQueue } from '../queue/queue.ts';
import { follow, type Ending } from './follow.ts';
import type { RuntimeProgress } from './progress.ts';
import { watchBatch, type Watch } from './watch.ts';

export interface RunRequest {
  /** Names the batch, so that a blocked item can be freed without its id. May be used again for the next item. */
  batchId: string;
  destination: string;
  graph: Graph;
  /** The node whose picture is the result. */
  outputNodeId: string;
  /** From the enqueue call to the end; then the item is cancelled. */
  timeoutMs: number;
  onProgress?: (progress: RuntimeProgress) => void;
  signal?: AbortSignal;
}

export interface RunResult {
  imageName: string;
  width: number;
  height: number;
  /** Seen GPU time without model loads. When events were missed it is too low, and `gpuMsExact` is false. */
  gpuMs: number;
  gpuMsExact: boolean;
  modelLoadMs: number;
  /** From pick-up to end by the runtime's clock, model loads included: the most that `gpuMs` can have been. */
  itemMs: number;
  /** Unique, unlike the item id, which starts at 1 again when the runtime restarts. */
  sessionId: string;
  itemId: number;
}

export interface RunParts {
  queue: RuntimeQueue;
  images: RuntimeImages;
  events: RuntimeEvents;
  log: RuntimeLog;
  idleTimeoutMs: number;
}

const CONNECT_WAIT_MS = 1000;
const LAST_EVENTS_MS = 300;

/** Ends what may be in the queue under this batch id, and waits for the GPU to be free. */
async function release({ queue, log, idleTimeoutMs }: RunParts, batchId: string): Promise<boolean> {
  try {
    await queue.cancelBatch(batchId);
    return await queue.idle(idleTimeoutMs);
  } catch (error) {
    log.warn({ batchId, err: error }, 'the runtime could not be stopped');
    return false;
  }
}

/** A lost answer may still have queued the item, so it is taken back before the error goes on. */
async function enqueue({ queue }: RunParts, request: RunRequest): Promise<number> {
  try {
    return await queue.enqueue(request);
  } catch (error) {
    if (error instanceof RuntimeError && error.infrastructure) {
      await queue.cancelBatch(request.batchId).catch(() => undefined);
    }
    throw error;
  }
}

/** Pictures that a run without result has saved. They may stay: the disk is the pod's own. */
async function dropImages({ images, log }: RunParts, item: Item): Promise<void> {
  try {
    await images.delete(imageNamesOf(item));
  } catch (error) {
    log.warn({ itemId: item.item_id, err: error }, 'pictures of an ended run stay in the runtime');
  }
}

/** A picture, or the reason why there is none. `completed` alone proves nothing: an empty graph completes as well. */
function judge(item: Item, { outputNodeId, graph }: RunRequest, watch: Watch): RunResult {
  const { gpuMs, modelLoadMs } = watch.gpuTime();
  const ms = itemMs(item);
  if (item.status === 'failed') {
    const { error_type: errorType, error_message: errorMessage } = item;
    throw classifyItemFailure({ errorType: errorType ?? 'Exception', errorMessage: errorMessage ?? '', gpuMs });
  }
  const image = imageOf(item, outputNodeId);
  if (item.status !== 'completed' || !image) {
    throw new RuntimeError(`item ${item.item_id} ended as ${item.status} without a picture`, RUNTIME_BROKEN);
  }
  return {
    imageName: image.image.image_name,
    width: image.width,
    height: image.height,
    gpuMs: Math.min(gpuMs, ms),
    gpuMsExact: watch.isWhole(Object.keys(graph.nodes)),
    modelLoadMs,
    itemMs: ms,
    sessionId: item.session_id,
    itemId: item.item_id,
  };
}

async function settle(parts: RunParts, request: RunRequest, watch: Watch, ending: Ending): Promise<RunResult> {
  const judged = async (item: Item): Promise<RunResult> => {
    try {
      return judge(item, request, watch);
    } catch (error) {
      await dropImages(parts, item);
      throw error;
    }
  };
  if (ending.kind === 'ended') {
    if (parts.events.connected()) await watch.lastEvents(LAST_EVENTS_MS);
    return judged(ending.item);
  }
  const idle = await release(parts, request.batchId);
  const found = await parts.queue.item(ending.itemId).catch(() => undefined);
  const item = found?.batch_id === request.batchId ? found : undefined;
  // The end can overtake the cancellation; then the work is done and the picture is there.
  if (item?.status === 'completed') return judged(item);
  if (item) await dropImages(parts, item);
  const { gpuMs } = watch.gpuTime();
  if (ending.kind === 'cancelled') throw new RunCancelled(gpuMs);
  throw new RuntimeError(`no end within ${request.timeoutMs} ms`, { ...(idle ? TOO_LONG : STUCK), gpuMs });
}

/**
 * Runs one graph as one item and returns its picture.
 * Throws RunCancelled when the signal came first, else a RuntimeError; in both cases nothing of it stays in the queue,
 * as far as the runtime still answers.
 */
export async function runGraph(parts: RunParts, request: RunRequest, signal: AbortSignal): Promise<RunResult> {
  if (signal.aborted) throw new RunCancelled(0);
  const { queue, events } = parts;
  await events.ready(CONNECT_WAIT_MS);
  const watch = watchBatch({ events, batchId: request.batchId, onProgress: request.onProgress ?? (() => undefined) });
  const deadlineMs = performance.now() + request.timeoutMs;
  try {
    const itemId = await enqueue(parts, request);
    watch.bind(itemId);
    const ending = await follow({ queue, events, watch, itemId, batchId: request.batchId, deadlineMs, signal }).catch(
      async (error: unknown) => {
        await release(parts, request.batchId);
        throw error;
      },
    );
    return await settle(parts, request, watch, ending);
  } finally {
    watch.close();
  }
}
