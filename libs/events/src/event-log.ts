import { join, sql, toNumber, type Db } from '@pingvas/db';

/** One durable event as it is stored: `envelope` is what SSE, WebSocket and webhook send, byte for byte. */
export interface LoggedEvent {
  seq: number;
  type: string;
  jobId: string | null;
  envelope: string;
}

export interface EventFilter {
  types?: readonly string[];
  jobId?: string;
}

export interface PageRequest extends EventFilter {
  /** Events with a greater sequence number. */
  after: number;
  limit: number;
}

/** What is kept of an account's log: an empty log has `oldest` one above `latest`. */
export interface LogBounds {
  oldest: number;
  latest: number;
}

/** The log of each account (API contract 6): read in order after a sequence number. */
export interface EventLog {
  /** Events of one account in sequence order. Another's are not there: row-level security. */
  page(userId: string, request: PageRequest): Promise<LoggedEvent[]>;
  bounds(userId: string): Promise<LogBounds>;
  /** The first kept event of a job, or null when none is kept. */
  firstOf(userId: string, jobId: string): Promise<number | null>;
  /** What several accounts have after the position of each, at most `limit` rows in all, in order within an account. */
  after(positions: ReadonlyMap<string, number>, limit: number): Promise<Map<string, LoggedEvent[]>>;
  /** The newest sequence number of each of these accounts; accounts without events are left out. */
  latest(userIds: readonly string[]): Promise<Map<string, number>>;
}

interface Row {
  user_id: string;
  seq: bigint;
  type: string;
  job_id: string | null;
  envelope: string;
}

const eventOf = (row: Row): LoggedEvent => ({
  seq: toNumber(row.seq),
  type: row.type,
  jobId: row.job_id,
  envelope: row.envelope,
});

const bounded = (row: { oldest: bigint | null; latest: bigint | null } | undefined): LogBounds => {
  const latest = row?.latest ? toNumber(row.latest) : 0;
  return { latest, oldest: row?.oldest ? toNumber(row.oldest) : latest + 1 };
};

const byAccount = (rows: readonly Row[]): Map<string, LoggedEvent[]> => {
  const accounts = new Map<string, LoggedEvent[]>();
  for (const row of rows) {
    const own = accounts.get(row.user_id) ?? [];
    own.push(eventOf(row));
    accounts.set(row.user_id, own);
  }
  return accounts;
};

export function createEventLog(db: Db<never>): EventLog {
  return {
    page: (userId, { after, limit, types, jobId }) =>
      db.withUser(userId, async (tx) => {
        const rows = await tx.$queryRaw<Row[]>`
          SELECT user_id, seq, type, job_id, envelope FROM account_events
          WHERE user_id = ${userId}::uuid AND seq > ${after}
            AND (${jobId ?? null}::uuid IS NULL OR job_id = ${jobId ?? null}::uuid)
            AND (${types ?? null}::text[] IS NULL OR type = ANY (${types ?? null}::text[]))
          ORDER BY seq LIMIT ${limit}`;
        return rows.map(eventOf);
      }),
    bounds: (userId) =>
      db.withUser(userId, async (tx) => {
        const [row] = await tx.$queryRaw<{ oldest: bigint | null; latest: bigint | null }[]>`
          SELECT (SELECT min(seq) FROM account_events WHERE user_id = ${userId}::uuid) AS oldest,
            (SELECT last_seq FROM account_event_counters WHERE user_id = ${userId}::uuid) AS latest`;
        return bounded(row);
      }),
    firstOf: (userId, jobId) =>
      db.withUser(userId, async (tx) => {
        const [row] = await tx.$queryRaw<{ seq: bigint }[]>`
          SELECT seq FROM account_events WHERE job_id = ${jobId}::uuid ORDER BY seq LIMIT 1`;
        return row ? toNumber(row.seq) : null;
      }),
    after: (positions, limit) =>
      db.withSystem(async (tx) => {
        const wanted = join([...positions].map(([userId, seq]) => sql`(${userId}::uuid, ${seq}::bigint)`));
        const rows = await tx.$queryRaw<Row[]>`
          SELECT e.user_id, e.seq, e.type, e.job_id, e.envelope
          FROM (VALUES ${wanted}) AS w (user_id, seq)
          JOIN account_events e ON e.user_id = w.user_id AND e.seq > w.seq ORDER BY e.user_id, e.seq LIMIT ${limit}`;
        return byAccount(rows);
      }),
    latest: (userIds) =>
      db.withSystem(async (tx) => {
        const rows = await tx.$queryRaw<{ user_id: string; last_seq: bigint }[]>`
          SELECT user_id, last_seq FROM account_event_counters WHERE user_id = ANY (${userIds}::uuid[])`;
        return new Map(rows.map((row) => [row.user_id, toNumber(row.last_seq)]));
      }),
  };
}
