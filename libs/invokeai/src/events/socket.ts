import { io } from 'socket.io-client';
import type { RuntimeLog } from '../log.ts';

type Listener = (name: string, data: unknown) => void;

export interface RuntimeEvents {
  /** Events reach us now. After a gap nothing is sent again: what was missed must be polled. */
  connected(): boolean;
  /** True as soon as events reach us; false when `timeoutMs` passed first. */
  ready(timeoutMs: number): Promise<boolean>;
  /** Calls the listener with every event until the returned function is called. */
  listen(listener: Listener, onGap: () => void): () => void;
  close(): void;
}

interface Options {
  url: string;
  queueId: string;
  log: RuntimeLog;
}

/** The event stream of one runtime. It connects by itself, again and again, and subscribes after each connection. */
export function createEvents({ url, queueId, log }: Options): RuntimeEvents {
  const socket = io(url, {
    path: '/ws/socket.io',
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1000,
    timeout: 5000,
  });
  const listeners = new Set<Listener>();
  const gaps = new Set<() => void>();

  socket.on('connect', () => {
    // Rooms do not outlive a connection, and a subscription is not acknowledged.
    socket.emit('subscribe_queue', { queue_id: queueId });
  });
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') log.warn({ reason }, 'runtime events lost, polling instead');
    for (const gap of gaps) gap();
  });
  socket.onAny((name: string, data: unknown) => {
    for (const listener of listeners) listener(name, data);
  });

  return {
    connected: () => socket.connected,
    ready: (timeoutMs) => (socket.connected ? Promise.resolve(true) : connection(socket, timeoutMs)),
    listen(listener, onGap) {
      listeners.add(listener);
      gaps.add(onGap);
      return () => {
        listeners.delete(listener);
        gaps.delete(onGap);
      };
    },
    close: () => {
      socket.close();
    },
  };
}

function connection(socket: ReturnType<typeof io>, timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const yes = (): void => resolve(true);
  const timer = setTimeout(() => resolve(false), timeoutMs);
  socket.once('connect', yes);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.off('connect', yes);
  });
}
