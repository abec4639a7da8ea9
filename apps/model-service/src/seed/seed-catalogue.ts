import { createHash } from 'node:crypto';
import type { Base } from '@pingvas/plans';
import type { ModelDb } from '../database.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { readManifest, type ManifestEntry } from './manifest.ts';
import { putModel, type ModelFile } from './seed.repository.ts';

/**
 * Fills the catalogue, all of it or nothing. May run at any time and any number of times.
 * @param manifestPath the list of models in the models folder; without it, models stand under paths named like themselves
 * @returns the names of the models that are there now
 */
export async function seedCatalogue(db: ModelDb, manifestPath?: string): Promise<string[]> {
  const installed = manifestPath === undefined ? new Map<Base, ManifestEntry>() : await readManifest(manifestPath);
  await db.withSystem(async (tx) => {
    for (const entry of CATALOGUE) await putModel(tx, entry, fileOf(entry, installed.get(entry.base)));
  });
  return CATALOGUE.map(({ name }) => name);
}

const fileOf = (entry: CatalogueEntry, installed: ManifestEntry | undefined): ModelFile =>
  installed === undefined
    ? { path: entry.name, runtimeKey: entry.name, sha256: standIn(entry.name), sizeBytes: entry.fileSizeBytes }
    : { path: installed.path, runtimeKey: installed.key, sha256: installed.sha256, sizeBytes: installed.size };

/** The same for a name wherever it is seeded. Only a manifest knows the hash of a file that is there. */
const standIn = (name: string): string => createHash('sha256').update(`no file: ${name}`).digest('hex');
