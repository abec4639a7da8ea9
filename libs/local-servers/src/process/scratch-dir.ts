import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder below the system's temporary one, open to every user (Postgres may run as another one); `remove` deletes
 * it with all it holds.
 */
export const scratchDir = (name: string): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), `pingvas-${name}-`));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
