import { Id, listQuery } from '@pingvas/http';
import { Type, type TSchema } from 'typebox';
import { JOB_MODES, JOB_STATES } from './job.schema.ts';

const several = <Item extends TSchema>(item: Item) =>
  Type.Optional(Type.Array(item, { maxItems: 50, description: 'Any of these' }));

/** Query of GET /jobs (API contract G10). */
export const JobsQuery = listQuery({
  sortBy: ['created_at'],
  filters: {
    status: several(Type.Enum([...JOB_STATES])),
    mode: several(Type.Enum([...JOB_MODES])),
    model_id: several(Id),
    batch_id: several(Id),
    client_ref: several(Type.String()),
  },
});
