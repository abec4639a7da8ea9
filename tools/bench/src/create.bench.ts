import { fileURLToPath } from 'node:url';
import type { Account } from './create/accounts.ts';
import { startEnvironment, type BenchEnvironment } from './create/environment.ts';
import { createRate, type Target } from './create/load.ts';
import { firstLine, run, stop, untilReady } from './create/process.ts';
import { percentile } from './percentiles.ts';
import { report } from './report.ts';

const ROUNDS = 3;
const SECONDS = 6;
const WARM_UP_SECONDS = 3;
const GOAL = 0.7;

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const asUser = ({ userId }: Account): Record<string, string> => ({ user: userId });

/** Rounds take turns, so that a noisy moment and a growing backlog meet everybody. @returns the median rate of each */
async function takeTurns(targets: readonly Target[], accounts: readonly Account[]): Promise<number[]> {
  for (const target of targets) await createRate(target, accounts, WARM_UP_SECONDS);
  const rates = targets.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, target] of targets.entries()) {
      const rate = await createRate(target, accounts, SECONDS);
      rates[at]?.push(rate);
      console.log(`round ${round + 1}: ${target.name.padEnd(22)} ${rate.toFixed(0)} creates/s`);
    }
  }
  return rates.map((each) => percentile(each, 0.5));
}

async function measure({ accounts, bare, service, serviceUrl }: BenchEnvironment): Promise<void> {
  const children = [
    run(file('../../../apps/generation-service/src/main.ts'), service),
    run(file('create/bare-server.ts'), bare),
    run(file('create/bare-server.ts'), { ...bare, CLIENT: 'pg' }),
  ] as const;
  try {
    const [app, prisma, pg] = children;
    const [prismaUrl, pgUrl] = await Promise.all([
      firstLine(prisma),
      firstLine(pg),
      untilReady(`${serviceUrl}/readyz`, app),
    ]);
    const targets: Target[] = [
      {
        name: 'POST /generation/create',
        url: `${serviceUrl}/api/v1/generation/create`,
        headersOf: ({ token }) => ({ authorization: `Bearer ${token}` }),
      },
      { name: 'bare route, same client', url: `${prismaUrl}/create`, headersOf: asUser },
      { name: 'bare route, plain pg', url: `${pgUrl}/create`, headersOf: asUser },
    ];
    const [value = 0, peer = 0, plain = 0] = await takeTurns(targets, accounts);
    report({
      bench: 'create',
      value,
      unit: 'creates/s',
      peer,
      ratio: value / peer,
      goal: `ratio >= ${GOAL}`,
      ok: value / peer >= GOAL,
      plain_pg: plain,
    });
  } finally {
    await Promise.all(children.map(stop));
  }
}

const environment = await startEnvironment();
try {
  await measure(environment);
} finally {
  await environment.stop();
}
