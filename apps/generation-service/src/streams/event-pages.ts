import type { EventLog } from '@pingvas/events';
import type { EventPage, EventsQuery } from './event.schema.ts';

/** A page of the log in sequence order; `next_cursor` is the last `seq`, to be given as `after`. */
export async function pageOfEvents(
  log: EventLog,
  userId: string,
  { after, limit, types }: EventsQuery,
  jobId: string | null,
): Promise<EventPage> {
  const rows = await log.page(userId, {
    after: after ?? 0,
    limit: limit + 1,
    ...(types && { types }),
    ...(jobId !== null && { jobId }),
  });
  const shown = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  return {
    // Stored as it is sent.
    data: shown.map((event) => JSON.parse(event.envelope) as EventPage['data'][number]),
    next_cursor: hasMore ? String(shown.at(-1)?.seq) : null,
    has_more: hasMore,
  };
}
