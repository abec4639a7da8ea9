import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { guardProcess } from './guard.ts';

export interface ServerCommand {
  command: string;
  args: readonly string[];
  /** Both output streams go to this file: a pipe of ours would end with us, an inherited one would outlive us. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Run as this user (root only). */
  user?: { uid: number; gid: number };
  /** The signal that means "stop cleanly" to this program. */
  stopSignal?: NodeJS.Signals;
  /** Deleted when we die without stopping the server. */
  removeDir?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server running as its own process group, so that Ctrl-C in a terminal reaches only the one who started it. */
export interface ServerProcess {
  pid: number;
  /** Resolves when the process has ended, for whatever reason; never rejects. */
  exited: Promise<Exit>;
  /** Sends the stop signal, SIGKILL to the whole group after `timeoutMs`; resolves when it has ended. May be called twice. */
  stop: (timeoutMs?: number) => Promise<Exit>;
}

/** Starts a server; rejects when the program cannot be executed. It dies with this process, also after SIGKILL. */
export const spawnServer = async (command: ServerCommand): Promise<ServerProcess> => {
  const { stopSignal = 'SIGTERM' } = command;
  const child = start(command);
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const pid = await pidOf(child);
  const guard = guardProcess(pid, stopSignal, command.removeDir);
  void exited.then(() => guard.release());
  return { pid, exited, stop: (timeoutMs = 10_000) => stop(child, pid, { exited, stopSignal, timeoutMs }) };
};

const start = ({ command, args, logFile, env, cwd, user }: ServerCommand): ChildProcess => {
  const log = openSync(logFile, 'a');
  try {
    return spawn(command, args, {
      stdio: ['ignore', log, log],
      detached: true,
      ...(env && { env }),
      ...(cwd && { cwd }),
      ...user,
    });
  } finally {
    closeSync(log);
  }
};

const pidOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => (child.pid === undefined ? reject(new Error('no process id')) : resolve(child.pid)));
  });

const stop = async (
  child: ChildProcess,
  pid: number,
  { exited, stopSignal, timeoutMs }: { exited: Promise<Exit>; stopSignal: NodeJS.Signals; timeoutMs: number },
): Promise<Exit> => {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  child.kill(stopSignal);
  const timer = setTimeout(() => killGroup(pid), timeoutMs);
  const exit = await exited;
  clearTimeout(timer);
  return exit;
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended between our look and our signal.
  }
};
