import { createDb, systemRoleOf, type Db } from '@pingvas/db';
import type { TestDatabase } from '@pingvas/testing';
import { newId } from '@pingvas/http';
import { afterAll } from 'vitest';

/** What other owners of tables have written, and what a test writes in their place. */
export interface Look {
  /** Types of the events of an account, in order. */
  eventTypes: (userId: string) => Promise<string[]>;
  /** Acts that concern an account. */
  audited: (userId: string) => Promise<{ action: string; actorId: string | null; reason: string | null }[]>;
  /** A finished job of a user, or one that still runs when `actualCredits` is null. */
  insertJob: (userId: string, actualCredits: number | null) => Promise<string>;
  /** Holds credits for a job that has no row. Null, or what is missing. */
  hold: (userId: string, credits: number) => Promise<unknown>;
  insertRunning: (userId: string, limit: number) => Promise<void>;
  runningLimit: (userId: string) => Promise<number | undefined>;
  /** Makes a balance wrong, past the ledger. */
  corruptBalance: (userId: string, by: number) => Promise<void>;
}

const eventType = /"type" ?: ?"([a-z.]+)"/;

export function createLook(database: TestDatabase): Look {
  const as = (service: 'user' | 'generation'): Db<'auditLog'> =>
    createDb({
      url: database.urls[service],
      schema: database.schema,
      systemRole: systemRoleOf(database.schema, service),
      poolMax: 8,
    });
  const users = as('user');
  const generation = as('generation');
  const { schema } = database;
  const root = createDb<'creditBalance' | 'generationJob' | 'userRunning'>({
    url: database.superuserUrl,
    schema,
    systemRole: 'none',
    poolMax: 1,
  });
  afterAll(() => Promise.all([users, generation, root].map((db) => db.close())));
  return {
    eventTypes: async (userId) => {
      const rows = await generation.withSystem(
        (tx) => tx.$queryRaw<{ envelope: string }[]>`
          SELECT envelope FROM account_events WHERE user_id = ${userId}::uuid ORDER BY seq`,
      );
      return rows.map(({ envelope }) => eventType.exec(envelope)?.[1] ?? '');
    },
    audited: (userId) =>
      users.withSystem((tx) =>
        tx.auditLog.findMany({
          where: { userId },
          orderBy: { createdAt: 'asc' },
          select: { action: true, actorId: true, reason: true },
        }),
      ),
    insertJob: async (userId, actualCredits) => {
      const id = newId();
      await root.withUser(userId, (tx) => tx.generationJob.create({ data: jobOf(id, userId, actualCredits) }));
      return id;
    },
    hold: async (userId, credits) => {
      const [row] = await generation.withUser(
        userId,
        (tx) => tx.$queryRaw<{ missing: unknown }[]>`
          SELECT credit_hold(${userId}::uuid, ${newId()}::uuid, ${credits}::int) AS missing`,
      );
      return row?.missing;
    },
    insertRunning: async (userId, runningLimit) => {
      await root.withUser(userId, (tx) => tx.userRunning.create({ data: { userId, runningLimit } }));
    },
    runningLimit: async (userId) => {
      const row = await root.withUser(userId, (tx) => tx.userRunning.findUnique({ where: { userId } }));
      return row?.runningLimit;
    },
    corruptBalance: async (userId, by) => {
      await root.withUser(userId, (tx) =>
        tx.creditBalance.update({ where: { userId }, data: { available: { increment: by } } }),
      );
    },
  };
}

const jobOf = (id: string, userId: string, actualCredits: number | null) => ({
  id,
  userId,
  mode: 'txt2img',
  parameters: {},
  numImages: 1,
  imageIds: [],
  priorityClass: 'standard',
  priority: 1,
  status: actualCredits === null ? 'pending' : 'completed',
  estimatedCredits: 10,
  estimatedSeconds: 10,
  ratePercent: 100,
  priceVersion: 'x',
  visibility: 'private',
  createdAt: new Date(),
  completedAt: actualCredits === null ? null : new Date(),
  actualCredits,
});
