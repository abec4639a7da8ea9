import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from '../errors.ts';
import { header } from '../request.ts';
import { unframe } from './aws-chunked.ts';

export interface Content {
  body: Buffer;
  /** Base64, by algorithm (`crc32`, `sha1`, `sha256`), as the client gave them. */
  checksums: Record<string, string>;
}

const ALGORITHMS: Record<string, (body: Buffer) => string> = {
  crc32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
};

/**
 * The object inside a wire body, held against everything the client said of it: the signed SHA-256, Content-MD5, the
 * checksum in a header or trailer. Throws XAmzContentSHA256Mismatch or BadDigest; NotImplemented for checksums and
 * streaming signatures this server cannot check.
 */
export const verifyContent = (wire: Buffer, headers: IncomingHttpHeaders, payloadHash: string): Content => {
  const isFramed = payloadHash.startsWith('STREAMING-');
  if (isFramed && payloadHash !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') throw new S3Error('NotImplemented');
  const { content: body, trailers } = isFramed ? unframe(wire) : { content: wire, trailers: {} };
  verifyLength(body, headers);
  verifySignedHash(body, payloadHash);
  verifyMd5(body, header(headers, 'content-md5'));
  return { body, checksums: verifyChecksums(body, { ...headers, ...trailers }) };
};

const verifyLength = (body: Buffer, headers: IncomingHttpHeaders): void => {
  const declared = header(headers, 'x-amz-decoded-content-length');
  if (declared !== undefined && Number(declared) !== body.length) throw new S3Error('IncompleteBody');
};

const verifySignedHash = (body: Buffer, payloadHash: string): void => {
  if (!/^[0-9a-f]{64}$/.test(payloadHash)) return;
  const actual = createHash('sha256').update(body).digest('hex');
  if (actual !== payloadHash) throw new S3Error('XAmzContentSHA256Mismatch');
};

const verifyMd5 = (body: Buffer, expected: string | undefined): void => {
  if (expected === undefined) return;
  if (createHash('md5').update(body).digest('base64') !== expected) throw new S3Error('BadDigest');
};

const verifyChecksums = (body: Buffer, fields: IncomingHttpHeaders): Record<string, string> => {
  const given = Object.keys(fields).filter((name) => /^x-amz-checksum-(?!algorithm|mode|type)/.test(name));
  return Object.fromEntries(
    given.map((name) => {
      const algorithm = name.slice('x-amz-checksum-'.length);
      const compute = ALGORITHMS[algorithm];
      if (compute === undefined) throw new S3Error('NotImplemented', `Checksum ${algorithm} is not supported`);
      const value = compute(body);
      if (value !== header(fields, name)) throw new S3Error('BadDigest');
      return [algorithm, value];
    }),
  );
};
