import { Id, Nullable, Page, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';
import { EVENT_TYPES } from './event-types.ts';

/** The envelope of API contract 6.1: the same over SSE, WebSocket and webhook. */
const Event = Type.Object({
  v: Type.Literal(1),
  id: Id,
  seq: Nullable(Type.Integer({ minimum: 1 })),
  type: Type.String(),
  timestamp: Time,
  job_id: Nullable(Id),
  batch_id: Nullable(Id),
  client_ref: Nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
});

export const EventPage = Page(Event);
export type EventPage = Static<typeof EventPage>;

export const EventsQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Events with a greater seq' })),
  types: Type.Optional(
    Type.Array(Type.Enum([...EVENT_TYPES]), { maxItems: EVENT_TYPES.length, description: 'Only these types' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Events of a JSON page' }),
});
export type EventsQuery = Static<typeof EventsQuery>;
