import { resolve } from 'node:path';
import { runDemo } from '../demo/run-demo.ts';
import { publicUrlOf, urlOf } from '../environment.ts';
import type { StackOptions } from '../options.ts';
import { inRepository } from '../parts/node-part.ts';
import { knownPorts, planPorts } from '../ports/plan.ts';
import { demandDisk, demandPorts, demandRuntimes } from '../preflight.ts';
import { lock } from '../state/lock.ts';
import { readSecrets } from '../state/secrets.ts';
import type { StackDir } from '../state/stack-dir.ts';
import { cleanStackDir, openStackDir } from '../state/stack-dir.ts';
import type { ProcessState } from '../state/stack-file.ts';
import { removeStackFile, writeStackFile } from '../state/stack-file.ts';
import { createSupervisor } from '../supervisor/create-supervisor.ts';
import type { Printer } from '../terminal/printer.ts';
import type { BringUp, Running } from './bring-up.ts';
import { bringUp } from './bring-up.ts';
import { describeStack } from './describe.ts';
import type { End, Lifetime } from './lifetime.ts';
import { realRuntimes } from './settings.ts';

export interface StackContext {
  options: StackOptions;
  env: NodeJS.ProcessEnv;
  printer: Printer;
  lifetime: Lifetime;
}

const STOP_TIMEOUT_MS = 15_000;

/** The whole life of one stack; resolves with the exit status when everything is gone again. Rejects if it could not begin. */
export const runStack = async (context: StackContext): Promise<number> => {
  const { env, options } = context;
  const dir = openStackDir(resolve(env['STACK_DIR'] ?? inRepository('.stack')));
  const known = knownPorts(env);
  await demandRuntimes(realRuntimes(env), options.workers);
  demandDisk(dir.path);
  const unlock = lock(dir.lockFile);
  try {
    // One that was killed could not remove it.
    removeStackFile(dir.stackFile);
    await demandPorts(known);
    cleanStackDir(dir, { keepData: options.keep });
    return await live(context, dir, {
      ports: await planPorts(known, options.workers),
      secrets: readSecrets(dir.secretsFile),
    });
  } finally {
    removeStackFile(dir.stackFile);
    unlock();
  }
};

const live = async (
  context: StackContext,
  dir: StackDir,
  made: Pick<BringUp, 'ports' | 'secrets'>,
): Promise<number> => {
  const { options, env, printer, lifetime } = context;
  const startedAt = new Date();
  let processes: Record<string, ProcessState> = {};
  let running: Running | undefined;
  const publish = (): void => {
    if (running) writeStackFile(dir.stackFile, describeStack(running.settings, { ...running, startedAt, processes }));
  };
  const supervisor = createSupervisor({
    onChange: (next) => {
      processes = next;
      publish();
    },
    log: (line) => printer.line(`  ! ${line}`),
    onGivenUp: (error) => lifetime.end({ status: 1, error }),
  });
  printer.line('Pingvas Studio starts. Ctrl-C stops it.');
  const work = async (): Promise<End> => {
    running = await bringUp({
      outer: env,
      dir,
      ...made,
      workers: options.workers,
      keepData: options.keep,
      supervisor,
      printer,
    });
    publish();
    welcome(printer, running, startedAt);
    return show(context, running);
  };
  const end = await Promise.race([lifetime.ended, work().catch((error: unknown): End => ({ status: 1, error }))]);
  if (end.error !== undefined) printer.line(`\n${messageOf(end.error)}`);
  removeStackFile(dir.stackFile);
  running = undefined;
  printer.line('\nStopping …');
  await supervisor.stop(STOP_TIMEOUT_MS);
  printer.line('Stopped; nothing is left running.');
  return end.isAsked && !options.once ? 0 : end.status;
};

/** Runs the main job when asked to; after it, or without it, stays until there is a reason to stop. */
const show = async ({ options, printer, lifetime }: StackContext, { settings }: Running): Promise<End> => {
  if (!options.demo) return lifetime.ended;
  const isFine = await runDemo({ gateway: publicUrlOf(settings), mail: urlOf(settings.ports.mail), printer });
  if (options.once) return { status: isFine ? 0 : 1 };
  printer.line('\nThe stack stays up until Ctrl-C.');
  return lifetime.ended;
};

const welcome = (printer: Printer, { settings }: Running, startedAt: Date): void => {
  const seconds = ((Date.now() - startedAt.getTime()) / 1_000).toFixed(1);
  printer.line(`\nReady in ${seconds} s
  API    ${publicUrlOf(settings)}/api/v1    docs ${publicUrlOf(settings)}/docs
  Mails  ${urlOf(settings.ports.mail)}/messages
  Admin  ${settings.adminEmail}, password in stack.json (it names every address and process)`);
};

/** What went wrong and why, without the traces. */
const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
};
