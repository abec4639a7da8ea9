import { sql } from '@pingvas/db';
import type { ModelTx } from '../database.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** Where the runtime finds a model and what it is told of it. */
export interface ModelFile {
  path: string;
  runtimeKey: string;
  sha256: string;
  sizeBytes: number;
}

/**
 * Writes one model of the catalogue. One that is there already is changed only where it differs: what people make of it
 * (popularity, whether it is active) stays.
 */
export async function putModel(tx: ModelTx, entry: CatalogueEntry, file: ModelFile): Promise<void> {
  const sizes = entry.sizes.map(([width, height]) => ({ width, height }));
  await tx.$executeRaw(sql`
    INSERT INTO models AS m (id, name, display_name, description, type, base, version, min_tier, licence, licence_url, sha256,
      file_size_bytes, path, runtime_key, default_parameters, recommended_sizes, popularity_score)
    VALUES (${entry.id}::uuid, ${entry.name}, ${entry.displayName}, ${entry.description}, 'main', ${entry.base},
      ${entry.version}, ${entry.minTier}, ${entry.licence}, ${entry.licenceUrl}, ${file.sha256}, ${file.sizeBytes}::bigint,
      ${file.path}, ${file.runtimeKey}, ${JSON.stringify(entry.defaults)}::jsonb, ${JSON.stringify(sizes)}::jsonb,
      ${entry.popularityScore}::int)
    ON CONFLICT (name) DO UPDATE SET display_name = EXCLUDED.display_name, description = EXCLUDED.description,
      base = EXCLUDED.base, version = EXCLUDED.version, min_tier = EXCLUDED.min_tier, licence = EXCLUDED.licence,
      licence_url = EXCLUDED.licence_url, sha256 = EXCLUDED.sha256, file_size_bytes = EXCLUDED.file_size_bytes,
      path = EXCLUDED.path, runtime_key = EXCLUDED.runtime_key, default_parameters = EXCLUDED.default_parameters,
      recommended_sizes = EXCLUDED.recommended_sizes
    WHERE m.user_id IS NULL AND (m.display_name, m.description, m.base, m.version, m.min_tier, m.licence, m.licence_url,
      m.sha256, m.file_size_bytes, m.path, m.runtime_key, m.default_parameters, m.recommended_sizes)
      IS DISTINCT FROM (EXCLUDED.display_name, EXCLUDED.description, EXCLUDED.base, EXCLUDED.version, EXCLUDED.min_tier,
      EXCLUDED.licence, EXCLUDED.licence_url, EXCLUDED.sha256, EXCLUDED.file_size_bytes, EXCLUDED.path,
      EXCLUDED.runtime_key, EXCLUDED.default_parameters, EXCLUDED.recommended_sizes)`);
}
