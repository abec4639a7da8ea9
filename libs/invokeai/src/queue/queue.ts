import type { HttpClient } from '../http/client.ts';
import { parseJson } from '../http/client.ts';
import { answerError } from '../http/answer-error.ts';
import { RuntimeError } from '../errors/runtime-error.ts';
import { RUNTIME_BROKEN } from '../errors/verdicts.ts';
import type { Graph } from '../graph/graph.ts';
import { pollUntil } from './poll.ts';
import { Enqueued, Item, QueueStatus } from './answers.ts';

interface Batch {
  batchId: string;
  destination: string;
  graph: Graph;
}

export interface RuntimeQueue {
  /** Puts one item into the queue and returns its id. A full queue answers 200 as well: that throws here. */
  enqueue(batch: Batch): Promise<number>;
  /** The item, or undefined when the runtime does not know it (any more). */
  item(itemId: number): Promise<Item | undefined>;
  /** Idempotent; a finished item stays as it is. */
  cancel(itemId: number): Promise<void>;
  /** Frees an item that can be neither read nor cancelled by its id as well. */
  cancelBatch(batchId: string): Promise<void>;
  /** Cancels the running item and deletes all items. */
  clear(): Promise<void>;
  resume(): Promise<void>;
  /** Deletes finished items. */
  prune(): Promise<void>;
  /** True as soon as the processor works on nothing; false when `timeoutMs` passed first. */
  idle(timeoutMs: number): Promise<boolean>;
}

const IDLE_POLL_MS = 25;

/** The session queue of one runtime. */
export function createQueue(http: HttpClient, queueId: string): RuntimeQueue {
  const at = `/api/v1/queue/${encodeURIComponent(queueId)}`;

  return {
    async enqueue({ batchId, destination, graph }) {
      const batch = { batch_id: batchId, origin: 'pingvas', destination, graph, runs: 1 };
      const answer = await http.json(Enqueued, 'POST', `${at}/enqueue_batch`, { prepend: false, batch });
      const newest = Math.max(...answer.item_ids);
      if (answer.enqueued === 1 && Number.isFinite(newest)) return newest;
      throw new RuntimeError(`the runtime took ${answer.enqueued} of 1 items: is its queue full?`, RUNTIME_BROKEN);
    },
    async item(itemId) {
      const path = `${at}/i/${itemId}`;
      const answer = await http.request('GET', path);
      if (answer.status === 404) return undefined;
      const data = parseJson(answer);
      if (answer.status === 200 && Item.Check(data)) return data;
      throw answerError(`GET ${path}`, answer.status, data);
    },
    async cancel(itemId) {
      const answer = await http.request('PUT', `${at}/i/${itemId}/cancel`);
      if (answer.status !== 200 && answer.status !== 404) throw answerError('cancel', answer.status, parseJson(answer));
    },
    cancelBatch: (batchId) => http.send('PUT', `${at}/cancel_by_batch_ids`, { batch_ids: [batchId] }),
    clear: () => http.send('PUT', `${at}/clear`),
    resume: () => http.send('PUT', `${at}/processor/resume`),
    prune: () => http.send('PUT', `${at}/prune`),
    idle: (timeoutMs) =>
      pollUntil({ everyMs: IDLE_POLL_MS, timeoutMs }, async () => {
        const { processor } = await http.json(QueueStatus, 'GET', `${at}/status`);
        return !processor.is_processing;
      }),
  };
}
