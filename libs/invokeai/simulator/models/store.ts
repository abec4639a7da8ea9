import type { ModelRecord } from './record.ts';

export interface ModelStore {
  list(): ModelRecord[];
  get(key: string): ModelRecord | undefined;
  byPath(path: string): ModelRecord | undefined;
  add(record: ModelRecord): void;
  remove(key: string): boolean;
  /** The share of the load time that using this part costs now; 0 when it is in memory. */
  use(key: string, submodel: string): number;
  emptyCache(): void;
  /** null before the first load. */
  stats(): Record<string, unknown> | null;
}

/** Where the load time of a whole model goes. Tokenizers and schedulers cost nothing. */
const SHARES: Readonly<Record<string, number>> = { unet: 0.6, text_encoder: 0.15, text_encoder_2: 0.1, vae: 0.15 };

/** Parts that stay in memory; the least recently used goes first. */
const MAX_PARTS = 32;

export function createModelStore(): ModelStore {
  const records = new Map<string, ModelRecord>();
  const parts = new Set<string>();
  let [hits, misses] = [0, 0];
  let used = false;

  return {
    list: () => [...records.values()].sort((a, b) => a.name.localeCompare(b.name)),
    get: (key) => records.get(key),
    byPath: (path) => [...records.values()].find((record) => record.path === path),
    add: (record) => void records.set(record.key, record),
    remove: (key) => records.delete(key),
    use(key, submodel) {
      const { base = '', type = '', name = key } = records.get(key) ?? {};
      const part = `${base}:${type}:${name}:${submodel}`;
      const known = parts.delete(part);
      parts.add(part);
      const [oldest] = parts;
      if (parts.size > MAX_PARTS && oldest !== undefined) parts.delete(oldest);
      used = true;
      if (known) hits += 1;
      else misses += 1;
      return known ? 0 : (SHARES[submodel] ?? 0);
    },
    emptyCache: () => parts.clear(),
    stats() {
      if (!used) return null;
      const loaded = Object.fromEntries([...parts].map((part) => [part, 0]));
      const sizes = { high_watermark: 0, in_cache: parts.size, cleared: 0, cache_size: 0, loaded_model_sizes: loaded };
      return { hits, misses, ...sizes };
    },
  };
}
