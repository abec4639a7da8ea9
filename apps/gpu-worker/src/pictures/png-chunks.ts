import { crc32 } from 'node:zlib';
import { CorruptPicture } from './corrupt-picture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length and type before the data of a chunk, checksum behind it. */
const HEAD_BYTES = 8;
const CRC_BYTES = 4;

/** One chunk: its type, its data, and all its bytes as they stand in the file. */
export type PngChunk = { readonly type: string; readonly data: Buffer; readonly bytes: Buffer };

/**
 * The chunks of a PNG in their order, views on `png`. Throws `CorruptPicture` unless the file is whole: signature, every
 * checksum, IHDR first and IEND last.
 */
export const readChunks = (png: Buffer): PngChunk[] => {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new CorruptPicture('not a PNG');
  const chunks: PngChunk[] = [];
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND';) {
    const chunk = readChunk(png, at);
    chunks.push(chunk);
    at += chunk.bytes.length;
  }
  if (chunks[0]?.type !== 'IHDR' || chunks[0].data.length !== 13) throw new CorruptPicture('PNG without a header');
  return chunks;
};

const readChunk = (png: Buffer, at: number): PngChunk => {
  if (at + HEAD_BYTES + CRC_BYTES > png.length) throw new CorruptPicture('PNG is cut off');
  const end = at + HEAD_BYTES + png.readUInt32BE(at);
  if (end + CRC_BYTES > png.length) throw new CorruptPicture('PNG is cut off');
  if (crc32(png.subarray(at + 4, end)) !== png.readUInt32BE(end)) throw new CorruptPicture('PNG with a wrong checksum');
  return {
    type: png.toString('latin1', at + 4, at + HEAD_BYTES),
    data: png.subarray(at + HEAD_BYTES, end),
    bytes: png.subarray(at, end + CRC_BYTES),
  };
};

/** A chunk of this type and data, with its checksum. */
export const makeChunk = (type: string, data: Buffer): PngChunk => {
  const bytes = Buffer.alloc(HEAD_BYTES + data.length + CRC_BYTES);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, HEAD_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, HEAD_BYTES + data.length)), HEAD_BYTES + data.length);
  return { type, data, bytes };
};

export const joinChunks = (chunks: readonly PngChunk[]): Buffer =>
  Buffer.concat([SIGNATURE, ...chunks.map((chunk) => chunk.bytes)]);
