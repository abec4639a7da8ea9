export type RuntimeBase = 'sd-1' | 'sd-2' | 'sdxl' | 'flux';

/** How a graph names a model. The schema wants all five members; the runtime looks at `key` alone. */
export interface ModelReference {
  readonly key: string;
  readonly hash: string;
  readonly name: string;
  readonly base: RuntimeBase;
  readonly type: 'main';
}

/** Hashes carry their algorithm in the runtime's records; a bare SHA-256 in hex gets its prefix. */
export const recordHash = (hash: string): string => (/^[0-9a-f]{64}$/.test(hash) ? `sha256:${hash}` : hash);

/** The five members alone, whatever else the given object holds. */
export const modelReference = ({ key, hash, name, base, type }: ModelReference): ModelReference => ({
  key,
  hash: recordHash(hash),
  name,
  base,
  type,
});
