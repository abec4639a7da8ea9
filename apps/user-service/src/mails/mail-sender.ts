import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import { deliver, type Delivery } from './deliver.ts';
import { claimMails } from './mails.repository.ts';
import { MAX_CONNECTIONS, type MailTransport } from './smtp.ts';

/** How often mail is looked for that another process owes, or that is to be tried again. */
const POLL_INTERVAL_MS = 3_000;
/** As many as are sent at once: a claimed mail never waits for another one. */
const BATCH = MAX_CONNECTIONS;
/** Longer than a try can take, so that only a dead sender's mails fall due again. */
const LEASE_SECONDS = 60;

export interface MailSender {
  /** Mail is owed: look now instead of at the next poll. */
  wake: () => void;
  start: () => void;
  /** Takes on no more mail; resolves when what was taken on is settled. */
  stop: () => Promise<void>;
}

interface Dependencies {
  db: UserDb;
  transport: MailTransport;
  webBaseUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** Delivers the mails that are owed in table `mails`. Any number of processes may run one: none takes a mail of another. */
export function createMailSender(deps: Dependencies): MailSender {
  const { logger, metrics } = deps;
  const tries = metrics.counter({ name: 'mails_total', help: 'Tries to deliver a mail', labelNames: ['outcome'] });
  const report = (outcome: Delivery): void => {
    tries.inc({ outcome });
    if (outcome === 'given_up') logger.error('A mail was given up; its row says why');
  };
  return createLoop(async (stopping) => {
    while (!stopping()) if ((await deliverBatch(deps, report)) < BATCH) return;
  }, logger);
}

/** @returns how many mails were due */
async function deliverBatch(deps: Dependencies, report: (outcome: Delivery) => void): Promise<number> {
  const { db, clock } = deps;
  const claim = { limit: BATCH, leaseSeconds: LEASE_SECONDS, now: clock.now() };
  const mails = await db.withSystem((tx) => claimMails(tx, claim));
  await Promise.all(mails.map(async (mail) => report(await deliver(mail, deps))));
  return mails.length;
}

/** Runs `work` on a timer and when woken, never twice at once; a wake-up during a run is followed by another run. */
function createLoop(work: (stopping: () => boolean) => Promise<void>, logger: Logger): MailSender {
  let stopped = true;
  let wanted = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false;
      await work(() => stopped).catch((err: unknown) => logger.warn({ err }, 'Mail could not be looked for'));
    }
    running = undefined;
  };
  const wake = (): void => {
    wanted = true;
    if (!stopped) running ??= run();
  };
  return {
    wake,
    start: () => {
      stopped = false;
      timer = setInterval(wake, POLL_INTERVAL_MS);
      wake();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
