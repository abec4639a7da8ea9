import { get, type IncomingMessage } from 'node:http';
import { expect, vi } from 'vitest';

interface SseEvent {
  id: number | null;
  event: string;
  data: Record<string, unknown>;
}

/** One open stream and what has come so far. */
export interface SseClient {
  status: number;
  headers: IncomingMessage['headers'];
  events: SseEvent[];
  comments: string[];
  isClosed: () => boolean;
  /** Waits for an event of this name. */
  until: (event: string) => Promise<SseEvent>;
  untilId: (id: number) => Promise<void>;
  untilClosed: () => Promise<void>;
  close: () => void;
}

const DEADLINE = { timeout: 15_000, interval: 10 };

/** Opens a Server-Sent Events stream and reads it until it is closed. */
export async function openStream(url: string, headers: Record<string, string>): Promise<SseClient> {
  const answer = await request(url, { accept: 'text/event-stream', ...headers });
  const events: SseEvent[] = [];
  const comments: string[] = [];
  let closed = false;
  const reading = read(answer, (block) => {
    if (block.startsWith(':')) comments.push(block);
    else if (!block.startsWith('retry:')) events.push(parse(block));
  }).finally(() => (closed = true));
  reading.catch(() => undefined);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    events,
    comments,
    isClosed: () => closed,
    until: (event) =>
      vi.waitFor(() => {
        const found = events.find((each) => each.event === event);
        if (!found) throw new Error(`no ${event}, only ${events.map((each) => each.event).join(', ')}`);
        return found;
      }, DEADLINE),
    untilId: (id) => vi.waitFor(() => expect(events.at(-1)?.id).toBe(id), DEADLINE),
    untilClosed: () => vi.waitFor(() => expect(closed).toBe(true), DEADLINE),
    close: () => answer.destroy(),
  };
}

/** A connection of its own: what pools do with one that was cut is not the matter here. */
const request = (url: string, headers: Record<string, string>): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject);
  });

async function read(answer: IncomingMessage, take: (block: string) => void): Promise<void> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    blocks.forEach(take);
  }
}

function parse(block: string): SseEvent {
  const lines = new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  const id = lines.get('id');
  return {
    id: id === undefined ? null : Number(id),
    event: lines.get('event') ?? '',
    data: JSON.parse(lines.get('data') ?? '{}') as Record<string, unknown>,
  };
}
