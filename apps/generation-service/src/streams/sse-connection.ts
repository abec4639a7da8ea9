import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** A client that has this much unread is too slow to keep. */
const MAX_UNSENT_BYTES = 1_048_576;

/** One Server-Sent Events answer (API contract 6.2). */
export interface SseConnection {
  /** `data` is one line of JSON. Without an id the client's resume position stays where it is. */
  send(event: string, data: string, id?: number): void;
  /** Something that intermediaries see and clients ignore. */
  heartbeat(): void;
  end(): void;
  /** Resolves when the client has read what was sent, or has gone. */
  drained(): Promise<void>;
  /** Calls `handle` once, also when the client has gone already. */
  onClose(handle: () => void): void;
}

/** Takes the answer over from Fastify: its headers go out with ours, nothing else does. */
export function openSse(reply: FastifyReply): SseConnection {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-accel-buffering': 'no',
  });
  raw.socket?.setNoDelay(true);
  const write = (text: string): void => {
    if (raw.writableEnded || raw.destroyed) return;
    if (raw.writableLength > MAX_UNSENT_BYTES) raw.destroy();
    else raw.write(text);
  };
  write('retry: 3000\n\n');
  return {
    send(event, data, id) {
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
    },
    heartbeat: () => write(': hb\n\n'),
    end: () => void raw.end(),
    async drained() {
      if (!raw.writableNeedDrain || raw.destroyed) return;
      const over = new AbortController();
      const { signal } = over;
      await Promise.race([once(raw, 'drain', { signal }), once(raw, 'close', { signal })]).catch(() => undefined);
      over.abort();
    },
    onClose(handle) {
      if (raw.destroyed) handle();
      else raw.once('close', handle);
    },
  };
}
