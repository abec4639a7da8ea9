import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the stack keeps what is its own: `.stack/`, or STACK_DIR. */
export interface StackDir {
  path: string;
  data: string;
  stackFile: string;
  secretsFile: string;
  lockFile: string;
  logFile: (part: string) => string;
}

export const openStackDir = (path: string): StackDir => {
  const data = join(path, 'data');
  const logs = join(path, 'logs');
  for (const dir of [data, logs]) mkdirSync(dir, { recursive: true });
  return {
    path,
    data,
    stackFile: join(path, 'stack.json'),
    secretsFile: join(path, 'secrets.json'),
    lockFile: join(path, 'supervisor.pid'),
    logFile: (part) => join(logs, `${part}.log`),
  };
};

/** Logs always start anew; data unless it is to be kept. */
export const cleanStackDir = ({ path, data }: StackDir, { keepData }: { keepData: boolean }): void => {
  for (const dir of [join(path, 'logs'), ...(keepData ? [] : [data])]) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
  }
};
