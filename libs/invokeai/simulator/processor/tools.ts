import type { Timing } from '../controls/timing.ts';
import type { Json } from '../json.ts';
import type { ImageStore } from '../images/store.ts';
import type { ModelStore } from '../models/store.ts';
import type { Fault, FaultKind } from '../controls/faults.ts';
import type { QueueItem } from '../queue/item.ts';
import type { Picture } from '../painting/painter.ts';

interface Preview {
  /** Of the finished picture; the preview itself has an eighth of it. */
  width: number;
  height: number;
  dataURL: string;
}

/** What a node may use while it runs. */
export interface Tools {
  item: QueueItem;
  timing: () => Timing;
  fault: (kind: FaultKind) => Fault | undefined;
  models: ModelStore;
  images: ImageStore;
  progress: (message: string, percentage?: number, image?: Preview) => void;
  /** Loads a part of a model, telling of it before and after, also when it is in memory already. */
  load: (model: unknown, submodel: string) => Promise<void>;
  /** Waits; throws Stopped when the item was cancelled meanwhile, as the real one checks at each step. */
  step: (ms: number) => Promise<void>;
  /** Waits without looking, as the real one does while it loads, encodes and decodes. */
  sleep: (ms: number) => Promise<void>;
  /** Resolves when the item is cancelled. */
  cancelled: Promise<void>;
  /** The process dies here. */
  crash: () => void;
  /** What stands behind the names of tensors: the runtime passes names between nodes, too. */
  tensors: Map<string, Partial<Picture>>;
}

export type NodeRunner = (node: Json, tools: Tools) => Promise<Json>;
