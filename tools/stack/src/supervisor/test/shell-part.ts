import { spawnServer } from '@pingvas/local-servers';
import type { Part } from '../part.ts';

/** A part that is a shell script and ready at once. */
export const shellPart = (name: string, script: string, more: Partial<Part> = {}): Part => ({
  name,
  phase: 'work',
  logFile: '/dev/null',
  start: () => spawnServer({ command: '/bin/sh', args: ['-c', script], logFile: more.logFile ?? '/dev/null' }),
  ...more,
});

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
