import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { eventsOf, type Entry, type EventEntry, type HttpEntry } from './recording.ts';

export interface Recorder {
  log: Entry[];
  call: (method: string, path: string, body?: unknown) => Promise<HttpEntry>;
  /** The first event that passes the test, waited for if need be. */
  until: (test: (entry: EventEntry) => boolean) => Promise<EventEntry>;
  close(): void;
}

const WAIT_MS = 10_000;
const POLL_MS = 2;

/** Writes down HTTP answers and events of a runtime in the form of the recordings. */
export async function createRecorder(url: string): Promise<Recorder> {
  const log: Entry[] = [];
  const socket = io(url, { path: '/ws/socket.io', transports: ['websocket'], forceNew: true });
  await new Promise<void>((done) => void socket.once('connect', done));
  socket.onAny((event: string, data: EventEntry['data']) => void log.push({ kind: 'event', event, data }));
  socket.emit('subscribe_queue', { queue_id: 'default' });

  async function call(method: string, path: string, body?: unknown): Promise<HttpEntry> {
    const response = await fetch(url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const headers = Object.fromEntries(response.headers);
    const isJson = (headers['content-type'] ?? '').includes('json');
    const data: unknown = isJson ? JSON.parse(bytes.toString()) : `(${bytes.length} bytes)`;
    const entry: HttpEntry = {
      kind: 'http',
      method,
      path,
      request: body ?? null,
      status: response.status,
      headers,
      response: data,
    };
    log.push(entry);
    return entry;
  }

  // A round trip, so that the subscription is known before the first job.
  await call('GET', '/api/v1/app/version');
  await sleep(20);
  log.length = 0;

  return {
    log,
    call,
    async until(test) {
      for (const end = performance.now() + WAIT_MS; performance.now() < end; await sleep(POLL_MS)) {
        const found = eventsOf(log).find(test);
        if (found) return found;
      }
      throw new Error(
        `no such event; seen: ${eventsOf(log)
          .map(({ event }) => event)
          .join(' ')}`,
      );
    },
    close: () => void socket.close(),
  };
}
