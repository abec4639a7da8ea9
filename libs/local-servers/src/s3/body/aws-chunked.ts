import { S3Error } from '../errors.ts';

export interface Unframed {
  content: Buffer;
  /** Names in lower case. */
  trailers: Record<string, string>;
}

const LINE_END = '\r\n';

/**
 * Takes the framing of `aws-chunked` off: `<hex size>[;chunk-signature=…]`, the bytes, …, a chunk of size 0, then
 * trailer lines (a checksum). Throws IncompleteBody when the framing is broken.
 */
export const unframe = (body: Buffer): Unframed => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf(LINE_END, at);
    const sizeBytes = end < 0 ? Number.NaN : Number.parseInt(body.toString('latin1', at, end), 16);
    const from = end + LINE_END.length;
    if (!(sizeBytes >= 0) || from + sizeBytes > body.length) throw new S3Error('IncompleteBody');
    if (sizeBytes === 0)
      return { content: Buffer.concat(chunks), trailers: readTrailers(body.toString('latin1', from)) };
    chunks.push(body.subarray(from, from + sizeBytes));
    at = from + sizeBytes + LINE_END.length;
  }
};

const readTrailers = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(LINE_END)
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
