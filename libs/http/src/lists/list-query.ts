import { Type, type TProperties } from 'typebox';
import { TimeInput } from './time-input.ts';

interface ListQueryOptions<SortBy extends string, Filters extends TProperties> {
  /** What the list can be ordered by; the first is the default. */
  sortBy: readonly [SortBy, ...SortBy[]];
  /** Filters of this list, each optional. An array takes several values, comma-separated: any of them. */
  filters: Filters;
}

/** Query schema of a list of objects with `created_at` (API contract 1.4). */
export const listQuery = <SortBy extends string, Filters extends TProperties>({
  sortBy,
  filters,
}: ListQueryOptions<SortBy, Filters>) =>
  Type.Object({
    ...filters,
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ minLength: 1, description: 'next_cursor of the page before' })),
    include_total: Type.Boolean({ default: false }),
    sort_by: Type.Enum([...sortBy], { default: sortBy[0] }),
    sort_order: Type.Enum(['desc', 'asc'], { default: 'desc' }),
    created_after: Type.Optional(TimeInput),
    created_before: Type.Optional(TimeInput),
  });
