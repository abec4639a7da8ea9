/** Types that are logged (API contract 6.1). */
const DURABLE = [
  'job.created',
  'job.queued',
  'job.started',
  'job.image',
  'job.retrying',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'credits.updated',
  'credits.low',
  'credits.exhausted',
  'subscription.updated',
] as const;
const TRANSIENT = ['job.progress', 'queue.position'] as const;
const TERMINAL: readonly string[] = ['job.completed', 'job.failed', 'job.cancelled'];

/** Every type a stream can carry. */
export const EVENT_TYPES = [...DURABLE, ...TRANSIENT] as const;

export const isTerminalEvent = (type: string): boolean => TERMINAL.includes(type);
