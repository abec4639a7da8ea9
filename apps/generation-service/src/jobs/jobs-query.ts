import { Id, listQuery } from '@pingvas/http';
import { Type } from 'typebox';

const several = (description: string) => Type.Optional(Type.Array(Type.String(), { maxItems: 50, description }));

/** Query of GET /jobs (API contract G10). */
export const JobsQuery = listQuery({
  sortBy: ['created_at'],
  filters: {
    status: several('Any of these states'),
    mode: several('Any of these modes'),
    model_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
    batch_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
    client_ref: several('Any of these references'),
  },
});
