export { createEventHub, type EventHub, type Following } from './event-hub.ts';
export {
  createEventLog,
  type EventFilter,
  type EventLog,
  type LogBounds,
  type LoggedEvent,
  type PageRequest,
} from './event-log.ts';
export type { Listener } from './followers.ts';
export { announceEvents, onEventsAnnounced } from './wake-ups.ts';
