import { spawn } from 'node:child_process';

/*
 * A shell that only waits: its standard input is a pipe of ours, and the kernel closes that pipe when we die, however we
 * die (also by SIGKILL, where no handler of ours runs). It then ends the guarded process group and removes its folder.
 */
const SCRIPT = `
read -r _
kill -s "$1" -- "-$2" 2>/dev/null
i=0
while kill -0 -- "-$2" 2>/dev/null && [ "$i" -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
kill -s KILL -- "-$2" 2>/dev/null
[ -z "$3" ] || rm -rf -- "$3"
`;

export interface Guard {
  /** The guarded process ended in an orderly way: nothing is left to do. */
  release: () => void;
}

/**
 * Ends the process group `pid` with `signal` (SIGKILL after 5 s) if this process dies without releasing the guard.
 * `removeDir` is deleted then, too.
 */
export const guardProcess = (pid: number, signal: NodeJS.Signals, removeDir = ''): Guard => {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', signal.slice(3), String(pid), removeDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return { release: () => void shell.kill('SIGKILL') };
};
