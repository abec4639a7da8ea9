import type { EventLog } from '@pingvas/events';

/** Where a stream begins: after this event, or first with a reset because that position is not kept any more. */
export interface StreamStart {
  after: number;
  reset: { oldest_seq: number; latest_seq: number } | null;
}

/** Events of the account from a position, or from now (API contract 6.2, G24). */
export async function accountStart(log: EventLog, userId: string, position: number | null): Promise<StreamStart> {
  const { oldest, latest } = await log.bounds(userId);
  if (position === null) return { after: latest, reset: null };
  if (position >= oldest - 1 && position <= latest) return { after: position, reset: null };
  return { after: Math.min(oldest - 1, latest), reset: { oldest_seq: oldest, latest_seq: latest } };
}

/** Events of one job from a position, or from its first (G17). Null: they are no longer kept. */
export async function jobStart(
  log: EventLog,
  userId: string,
  jobId: string,
  position: number | null,
): Promise<StreamStart | null> {
  const first = await log.firstOf(userId, jobId);
  if (first === null) return null;
  return position === null ? { after: first - 1, reset: null } : accountStart(log, userId, position);
}
