import { Server } from 'socket.io';
import type { Server as HttpServer } from 'node:http';
import type { Json } from '../json.ts';
import { isJson } from '../json.ts';

export interface Broadcast {
  /** To every socket that subscribed to this queue. */
  toQueue: (queueId: string, event: string, data: Json) => void;
  /** To every socket of the one user there is, whatever queue it subscribed to. */
  toUser: (event: string, data: Json) => void;
  /** To every socket, subscribed or not. */
  toAll: (event: string, data: Json) => void;
  /** Cuts all connections; clients may come back. */
  disconnectAll: () => void;
  close: () => Promise<void>;
}

const USER_ROOM = 'user:system';
const queueRoom = (queueId: string): string => `queue:${queueId}`;

/** Event times are whole seconds since 1970. */
const stamped = (data: Json): Json => ({ timestamp: Math.floor(Date.now() / 1000), ...data });

/** Socket.IO at the path, with the rooms and without the acknowledgements of the real server. */
export function createBroadcast(http: HttpServer): Broadcast {
  const io = new Server(http, { path: '/ws/socket.io', cors: { origin: '*' }, serveClient: false });

  io.on('connection', (socket) => {
    const queueOf = (data: unknown): string =>
      isJson(data) && typeof data['queue_id'] === 'string' ? data['queue_id'] : '';
    socket.on('subscribe_queue', (data: unknown) => {
      void socket.join([queueRoom(queueOf(data)), USER_ROOM]);
    });
    socket.on('unsubscribe_queue', (data: unknown) => {
      void socket.leave(queueRoom(queueOf(data)));
    });
  });

  return {
    toQueue: (queueId, event, data) => void io.to(queueRoom(queueId)).emit(event, stamped(data)),
    toUser: (event, data) => void io.to(USER_ROOM).emit(event, stamped(data)),
    toAll: (event, data) => void io.emit(event, stamped(data)),
    disconnectAll: () => void io.disconnectSockets(true),
    close: () => io.close(),
  };
}
