import { setTimeout as wait } from 'node:timers/promises';
import type { Controls } from '../controls/controls.ts';
import type { Fault } from '../controls/faults.ts';
import type { Broadcast } from '../events/broadcast.ts';
import type { SimNode } from '../graph/graph.ts';
import { typeOf } from '../graph/graph.ts';
import type { ImageStore } from '../images/store.ts';
import { isJson } from '../json.ts';
import type { ModelStore } from '../models/store.ts';
import type { Picture } from '../painting/painter.ts';
import type { ItemError, QueueItem, Session } from '../queue/item.ts';
import type { QueueStore } from '../queue/store.ts';
import { createAnnouncer, type Announcer } from './announcer.ts';
import { NodeFailure, Stopped, tracebackOf } from './failure.ts';
import type { NodeCache } from './node-cache.ts';
import { nodeRunners } from './nodes.ts';
import { complete, fillInputs, nextNode, prepare } from './session-plan.ts';
import type { Tools } from './tools.ts';

export interface Workshop {
  queue: QueueStore;
  models: ModelStore;
  images: ImageStore;
  controls: Controls;
  broadcast: Broadcast;
  cache: NodeCache;
  crash: () => void;
}

interface Run extends Workshop {
  item: QueueItem;
  struck: readonly Fault[];
  cancelled: Promise<void>;
  announcer: Announcer;
  tensors: Map<string, Partial<Picture>>;
}

const sleep = (ms: number): Promise<void> => (ms > 0 ? wait(ms) : Promise.resolve());

const isStopped = ({ item }: Run): boolean => item.status !== 'in_progress';

async function load(run: Run, tell: (message: string) => void, model: unknown, submodel: string): Promise<void> {
  const { models, announcer, controls, struck } = run;
  const key = isJson(model) ? String(model['key']) : '';
  const record = models.get(key);
  tell(`Loading model ${record?.name ?? key} (${submodel})`);
  announcer.model('model_load_started', { config: record ?? null, submodel_type: submodel });
  const slow = submodel === 'unet' ? struck.find(({ kind }) => kind === 'slow_load') : undefined;
  await sleep(controls.timing().load_ms * models.use(key, submodel) + (slow?.ms ?? 0));
  announcer.model('model_load_complete', { config: record ?? null, submodel_type: submodel });
}

function toolsOf(run: Run, node: SimNode, sourceId: string): Tools {
  const { item, models, images, controls, struck, cancelled, announcer, tensors, crash } = run;
  const progress: Tools['progress'] = (message, percentage, image) => {
    if (isStopped(run)) return;
    announcer.node('invocation_progress', node, sourceId, {
      message,
      percentage: percentage ?? null,
      image: image ?? null,
    });
  };
  return {
    ...{ item, models, images, cancelled, tensors, crash, sleep, progress },
    timing: () => controls.timing(),
    fault: (kind) => struck.find((one) => one.kind === kind),
    load: (model, submodel) => load(run, progress, model, submodel),
    async step(ms) {
      await sleep(ms);
      if (isStopped(run)) throw new Stopped();
    },
  };
}

async function runNode(run: Run, session: Session, node: SimNode): Promise<void> {
  const { announcer, cache } = run;
  const sourceId = session.prepared_source_mapping[node.id] ?? node.id;
  fillInputs(session, node);
  announcer.node('invocation_started', node, sourceId);
  const runner = nodeRunners[node.type];
  if (!runner) throw new NodeFailure('NotImplementedError', node.type);
  const result = cache.get(node) ?? (await runner(node, toolsOf(run, node, sourceId)));
  cache.set(node, result);
  complete(session, node, result);
  if (!isStopped(run)) announcer.node('invocation_complete', node, sourceId, { result });
}

const asFailure = (error: unknown): NodeFailure =>
  error instanceof NodeFailure ? error : new NodeFailure('Exception', String(error));

const errorMembers = (failure: NodeFailure): ItemError => ({
  error_type: failure.errorType,
  error_message: failure.message,
  error_traceback: tracebackOf(failure),
});

/** First the item fails, then its node's error is told. */
function fail({ queue, item, announcer }: Run, session: Session, node: SimNode, failure: NodeFailure): void {
  session.errors[node.id] = `${failure.errorType}: ${failure.message}`;
  item.session = session;
  const members = errorMembers(failure);
  queue.move(item, 'failed', members);
  announcer.node('invocation_error', node, session.prepared_source_mapping[node.id] ?? node.id, { ...members });
}

async function runNodes(run: Run, session: Session): Promise<void> {
  let lastClass: string | undefined;
  for (let node = nextNode(session, lastClass); node; node = nextNode(session, lastClass)) {
    if (isStopped(run)) throw new Stopped();
    lastClass = typeOf(node).className;
    try {
      await runNode(run, session, node);
    } catch (error) {
      if (!(error instanceof Stopped)) fail(run, session, node, asFailure(error));
      throw error;
    }
  }
}

/**
 * Runs one item that is in progress to its end. The results are written when it ends, not before; an item that was
 * cancelled keeps those of the nodes that finished.
 */
export async function runItem(
  workshop: Workshop,
  item: QueueItem,
  struck: readonly Fault[],
  cancelled: Promise<void>,
): Promise<void> {
  const { broadcast, queue } = workshop;
  const twice = struck.some(({ kind }) => kind === 'duplicate_events');
  const announcer = createAnnouncer({ broadcast, item, muted: queue.isMuted(item), twice });
  const run: Run = { ...workshop, item, struck, cancelled, announcer, tensors: new Map() };
  let session = item.session;
  try {
    session = prepare(structuredClone(session));
    await runNodes(run, session);
    item.session = session;
    queue.move(item, 'completed');
  } catch (error) {
    if (error instanceof Stopped || isStopped(run)) item.session = session;
    else queue.move(item, 'failed', errorMembers(asFailure(error)));
  }
}
