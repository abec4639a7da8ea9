import type { IncomingMessage } from 'node:http';
import { S3Error } from '../errors.ts';

/** Bodies are held in memory: far above any object of the product, small enough for one machine. */
const LIMIT_BYTES = 128 * 1024 * 1024;

/** The whole body as it came over the wire. Throws EntityTooLarge. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) throw new S3Error('EntityTooLarge');
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    sizeBytes += bytes.length;
    if (sizeBytes > LIMIT_BYTES) throw new S3Error('EntityTooLarge');
    parts.push(bytes);
  }
  return Buffer.concat(parts, sizeBytes);
};
