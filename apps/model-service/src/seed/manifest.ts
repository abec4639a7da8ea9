import { readFile } from 'node:fs/promises';
import type { Base } from '@pingvas/plans';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

const ManifestEntry = Type.Object({
  key: Type.String({ minLength: 1 }),
  base: Type.String(),
  type: Type.String(),
  path: Type.String({ minLength: 1 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  size: Type.Integer({ minimum: 1 }),
});
const Manifest = Type.Array(ManifestEntry);
export type ManifestEntry = Static<typeof ManifestEntry>;

/** The runtime’s names of model bases, and ours. */
const BASE_OF: Readonly<Record<string, Base>> = { 'sd-1': 'sd15', 'sd-2': 'sd21', sdxl: 'sdxl', flux: 'flux' };

/**
 * Reads what is really in the models folder of an installation (`models.json`, as made with the models).
 * @returns the first main model of each base
 * @throws when the file is missing, or is no such list
 */
export async function readManifest(path: string): Promise<Map<Base, ManifestEntry>> {
  const listed: unknown = JSON.parse(await readFile(path, 'utf8'));
  const found = new Map<Base, ManifestEntry>();
  for (const entry of Value.Parse(Manifest, listed)) {
    const base = BASE_OF[entry.base];
    if (entry.type === 'main' && base !== undefined && !found.has(base)) found.set(base, entry);
  }
  return found;
}
