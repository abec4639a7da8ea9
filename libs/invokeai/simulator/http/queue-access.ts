import type { FastifyRequest } from 'fastify';
import type { Broadcast } from '../events/broadcast.ts';
import { isJson } from '../json.ts';
import type { Processor } from '../processor/processor.ts';
import type { QueueItem } from '../queue/item.ts';
import type { QueueStore } from '../queue/store.ts';
import { detail, unprocessable } from './problem.ts';

export interface QueueParts {
  queue: QueueStore;
  processor: Processor;
  broadcast: Broadcast;
}

export const param = (request: FastifyRequest, name: string): string =>
  isJson(request.params) ? String(request.params[name]) : '';
export const query = (request: FastifyRequest, name: string): string | undefined =>
  isJson(request.query) && typeof request.query[name] === 'string' ? request.query[name] : undefined;
export const body = (request: FastifyRequest, name: string): unknown =>
  isJson(request.body) ? request.body[name] : undefined;
export const queueOf = (request: FastifyRequest): string => param(request, 'queue');

const UNREADABLE = '1 validation error for GraphExecutionState';

/** The item of the path, with every way in which the real server does not find it. */
export function demand({ queue }: QueueParts, request: FastifyRequest, verb: string): QueueItem {
  const raw = param(request, 'item');
  if (!/^-?\d+$/.test(raw)) {
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    throw unprocessable({ type: 'int_parsing', loc: ['path', 'item_id'], msg, input: raw });
  }
  const item = queue.get(Number(raw));
  if (!item) throw detail(404, `Queue item with id ${raw} not found in queue ${queueOf(request)}`);
  if (item.queue_id !== queueOf(request)) throw detail(500, `Unexpected error while ${verb} queue item: 404: `);
  if (queue.isPoisoned(item)) throw detail(500, `Unexpected error while ${verb} queue item: ${UNREADABLE}`);
  return item;
}

/** Cancels all that match and are not over. Waiting ones are counted and cancelled without an event. */
export function cancelAll({ queue, processor }: QueueParts, items: readonly QueueItem[]): number {
  const waiting = items.filter(({ status }) => status === 'pending');
  for (const item of waiting) queue.moveSilently(item, 'canceled');
  for (const item of items.filter(({ status }) => status === 'in_progress')) cancelOne({ queue, processor }, item);
  return waiting.length;
}

export function cancelOne({ queue, processor }: Pick<QueueParts, 'queue' | 'processor'>, item: QueueItem): void {
  const runs = item.status === 'in_progress';
  queue.move(item, 'canceled');
  if (runs) processor.cancelled();
}

export function removeAll(parts: QueueParts, items: readonly QueueItem[]): number {
  cancelAll(parts, items);
  parts.queue.remove(items);
  return items.length;
}

export function readable({ queue }: QueueParts, items: readonly QueueItem[], verb: string): readonly QueueItem[] {
  if (items.some(queue.isPoisoned)) throw detail(500, `Unexpected error while ${verb}: ${UNREADABLE}`);
  return items;
}

export const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
