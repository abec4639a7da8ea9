import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a file so that a reader (or a crash) sees the old content or the new, never a part. */
export const writeAtomically = (path: string, content: string | Buffer): void => {
  const draft = `${path}.${randomUUID()}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, path);
};

export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

export const remove = (path: string): void => rmSync(path, { recursive: true, force: true });

export const makeDir = (...parts: string[]): string => {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
};

export const namesIn = (dir: string): string[] => readdirSync(dir);
