import { decodeCursor, encodeCursor, Time, wireTime, type Page } from '@pingvas/http';
import { Type, type Static } from 'typebox';
import type { Job } from './job.schema.ts';
import type { JobsQuery } from './jobs-query.ts';
import type { JobFilters } from './jobs.repository.ts';
import type { JobsService } from './jobs.service.ts';

type Query = Static<typeof JobsQuery>;

const Position = Type.Tuple([Time, Type.String()]);

const filtersOf = (query: Query): JobFilters => ({
  ...(query.status && { status: query.status }),
  ...(query.mode && { mode: query.mode }),
  ...(query.model_id && { modelId: query.model_id }),
  ...(query.batch_id && { batchId: query.batch_id }),
  ...(query.client_ref && { clientRef: query.client_ref }),
  ...(query.created_after && { createdAfter: new Date(query.created_after) }),
  ...(query.created_before && { createdBefore: new Date(query.created_before) }),
});

/** A page of the caller's jobs (API contract G10). */
export async function pageOfJobs(jobs: JobsService, userId: string, query: Query): Promise<Page<Job>> {
  const { cursor, limit, include_total, sort_order: order } = query;
  const filters = filtersOf(query);
  const binding = { list: 'jobs', userId, order, ...filters };
  const [at, id] = cursor === undefined ? [] : decodeCursor(binding, cursor, Position);
  const after = at === undefined || id === undefined ? null : { createdAt: new Date(at), id };
  const rows = await jobs.list(userId, { filters, order, limit: limit + 1, after });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.job;
  const hasMore = rows.length > limit;
  return {
    data: await Promise.all(shown.map(jobs.show)),
    next_cursor: hasMore && last ? encodeCursor(binding, [wireTime(last.createdAt), last.id]) : null,
    has_more: hasMore,
    ...(include_total && { total_count: await jobs.count(userId, filters) }),
  };
}
