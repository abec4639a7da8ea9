import { sql } from '@pingvas/db';
import { newId } from '@pingvas/http';
import type { Admin } from './admin.ts';

interface TestModel {
  name: string;
  base: string;
  type?: string;
  side?: number;
  active?: boolean;
}

const MODELS: readonly TestModel[] = [
  { name: 'sd15-base', base: 'sd15' },
  { name: 'sdxl-base', base: 'sdxl', side: 1024 },
  { name: 'flux-dev', base: 'flux', side: 1024 },
  { name: 'retired', base: 'sd15', active: false },
  { name: 'a-lora', base: 'sd15', type: 'lora' },
];

/** A catalogue that has one model of each kind that decides something. */
export async function insertCatalogue(admin: Admin): Promise<void> {
  for (const { name, base, type = 'main', side = 512, active = true } of MODELS) {
    const defaults = { width: side, height: side, steps: 20, cfg_scale: 7.5, sampler: 'euler' };
    await admin(sql`
      INSERT INTO models (id, name, display_name, type, base, version, min_tier, licence, sha256, file_size_bytes, path, runtime_key,
        default_parameters, is_active)
      VALUES (${newId()}::uuid, ${name}, ${name}, ${type}, ${base}, '1', 'free', 'test', ${'a'.repeat(64)}, 1, ${name}, ${name},
        ${JSON.stringify(defaults)}::jsonb, ${active})`);
  }
}
