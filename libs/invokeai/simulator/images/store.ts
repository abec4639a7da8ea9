import { randomUUID } from 'node:crypto';
import type { SimGraph } from '../graph/graph.ts';
import { withoutNulls, type Json } from '../json.ts';
import { sqlTime } from '../queue/item.ts';
import { withTexts } from './png-text.ts';

/** What the API says of a picture. */
interface ImageRecord extends Json {
  image_name: string;
  width: number;
  height: number;
  is_intermediate: boolean;
}

export interface StoredImage {
  record: ImageRecord;
  png: Buffer;
  metadata: Json | null;
  graph: string | null;
}

interface SaveImage {
  png: Buffer;
  width: number;
  height: number;
  corrupt?: boolean;
  isIntermediate: boolean;
  metadata: Json | null;
  graph: SimGraph | null;
  sessionId: string | null;
  nodeId: string | null;
  category?: string;
}

export interface ImageStore {
  save(image: SaveImage): ImageRecord;
  get(name: string): StoredImage | undefined;
  /** The names that were there. */
  delete(names: readonly string[]): string[];
  intermediates(): string[];
}

/** The real one fills its disk; this one forgets the oldest. */
const MAX_IMAGES = 500;

function recordOf({ width, height, isIntermediate, sessionId, nodeId, graph, category }: SaveImage): ImageRecord {
  const name = `${randomUUID()}.png`;
  const at = `api/v1/images/i/${name}`;
  const now = sqlTime();
  return {
    image_name: name,
    image_url: `${at}/full`,
    thumbnail_url: `${at}/thumbnail`,
    image_origin: category === undefined ? 'internal' : 'external',
    image_category: category ?? 'general',
    width,
    height,
    created_at: now,
    updated_at: now,
    deleted_at: null,
    is_intermediate: isIntermediate,
    session_id: sessionId,
    node_id: nodeId,
    starred: false,
    has_workflow: graph !== null,
    board_id: null,
  };
}

export function createImageStore(): ImageStore {
  const images = new Map<string, StoredImage>();

  function remove(name: string): string[] {
    return images.delete(name) ? [name] : [];
  }

  return {
    save(image) {
      const record = recordOf(image);
      const graph = image.graph && JSON.stringify(withoutNulls(image.graph));
      const png = withTexts(image.png, {
        ...(image.metadata && { invokeai_metadata: JSON.stringify(image.metadata) }),
        ...(graph !== null && { invokeai_graph: graph }),
      });
      const kept = image.corrupt === true ? png.subarray(0, Math.floor(png.length * 0.6)) : png;
      images.set(record.image_name, { record, png: kept, metadata: image.metadata, graph });
      const [oldest] = images.keys();
      if (images.size > MAX_IMAGES && oldest !== undefined) images.delete(oldest);
      return record;
    },
    get: (name) => images.get(name),
    delete: (names) => names.flatMap(remove),
    intermediates: () =>
      [...images.values()].filter(({ record }) => record.is_intermediate).map(({ record }) => record.image_name),
  };
}
