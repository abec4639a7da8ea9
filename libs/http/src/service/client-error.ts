import type { Socket } from 'node:net';
import { AppError, problemOf } from '@pingvas/errors';
import { newId } from '../wire/ids.ts';

/** Answers what is not even HTTP (or too long in coming, or with too large headers), before any route or hook. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const requestId = newId();
  const { status, body } = problemOf(new AppError('INVALID_REQUEST'), { instance: '/', requestId });
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} Bad Request`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
