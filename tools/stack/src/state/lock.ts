import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * One supervisor a folder: two would wipe each other's data. A file left by one that was killed does not count.
 * Throws in one sentence when another lives; returns the release.
 */
export const lock = (file: string): (() => void) => {
  const other = Number(read(file));
  if (other > 0 && other !== process.pid && isAlive(other)) {
    throw new Error(
      `Another stack runs from this folder already (process ${other}): stop it with Ctrl-C, or start this one with STACK_DIR and PORT_BASE of its own.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && isOurs(pid);
  } catch {
    return false;
  }
};

/** A process id is used again after a reboot. Where there is no /proc, the file is believed. */
const isOurs = (pid: number): boolean => {
  const command = read(`/proc/${pid}/cmdline`);
  return command === '' || command.includes('stack');
};
