import { AppError } from '@pingvas/errors';
import { Prisma } from '../generated/client.ts';
import { readOutcome } from './outcome.ts';

/** A request that carries an Idempotency-Key. Whose it is, is the account: two accounts may use the same key. */
export interface IdempotencyClaim {
  userId: string;
  method: string;
  /** Without the query. */
  path: string;
  key: string;
  /** What makes two bodies the same request, see API contract 1.5. */
  fingerprint: string;
}

/** An answer as it goes over the wire. */
export interface Answer {
  /** 2xx; anything else is thrown and frees the key. */
  status: number;
  /** The text itself: a repeat gets it byte for byte. */
  body: string;
  location?: string;
}

type RawTx = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>;

/**
 * Does `work` once for a key (API contract 1.5): its effect and its answer commit together, a repeat within 24 h gets the
 * stored answer and runs nothing. Call it first in a transaction: the key is the first lock.
 * @param claim null when the caller sent no key; then `work` just runs
 * @param work makes the effect in this transaction; what it throws rolls back and leaves no trace of the key
 * @throws AppError IDEMPOTENCY_CONFLICT for the same key with another body, IDEMPOTENCY_IN_PROGRESS while the first one runs
 */
export async function idempotent(
  tx: RawTx,
  claim: IdempotencyClaim | null,
  work: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (claim === null) return { ...(await work()), replayed: false };
  const stored = await takeKey(tx, claim);
  if (stored !== null) return { ...stored, replayed: true };
  const answer = await work();
  await store(tx, claim, answer);
  return { ...answer, replayed: false };
}

/** The stored answer, or null and the key is held until this transaction ends. */
async function takeKey(
  tx: RawTx,
  { userId, method, path, key, fingerprint }: IdempotencyClaim,
): Promise<Answer | null> {
  const [row] = await tx.$queryRaw<{ outcome: unknown }[]>(
    Prisma.sql`SELECT idempotency_claim(${userId}::uuid, ${method}, ${path}, ${key}, ${fingerprint}) AS outcome`,
  );
  const found = readOutcome(row?.outcome ?? null);
  if (found === null) return null;
  if (found.outcome === 'conflict') throw new AppError('IDEMPOTENCY_CONFLICT');
  if (found.outcome === 'in_progress') throw inProgress();
  return { status: found.status, body: found.body, ...(found.location !== null && { location: found.location }) };
}

const inProgress = (): AppError => new AppError('IDEMPOTENCY_IN_PROGRESS', {}, { headers: { 'retry-after': '1' } });

/** A function that returns void cannot be read by the client: hence the cast. */
async function store(tx: RawTx, claim: IdempotencyClaim, { status, body, location }: Answer): Promise<void> {
  const { userId, method, path, key, fingerprint } = claim;
  await tx.$queryRaw(
    Prisma.sql`SELECT idempotency_store(${userId}::uuid, ${method}, ${path}, ${key}, ${fingerprint}, ${status}::int, ${body},
      ${location ?? null})::text`,
  );
}
