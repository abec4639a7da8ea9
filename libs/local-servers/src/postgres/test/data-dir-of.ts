import { execFileSync } from 'node:child_process';

/** The folder that a running postmaster was started on. */
export const dataDirOf = (pid: number): string => {
  const line = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return / -D (\S+)/.exec(line)?.[1] ?? '';
};
