import { crc32 } from 'node:zlib';

const HEADER_BYTES = 8 + 25; // signature and IHDR

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** Latin-1 goes into tEXt, all else into iTXt, as Pillow writes it. */
function textChunk(keyword: string, text: string): Buffer {
  const isLatin1 = [...text].every((character) => character.charCodeAt(0) < 256 && character.length === 1);
  return isLatin1
    ? chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
    : chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`, 'utf8'));
}

/** The PNG with the given texts right behind its header. */
export const withTexts = (png: Buffer, texts: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([
    png.subarray(0, HEADER_BYTES),
    ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text)),
    png.subarray(HEADER_BYTES),
  ]);
