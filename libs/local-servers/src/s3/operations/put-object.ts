import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Request, S3Response } from '../request.ts';
import { header } from '../request.ts';
import type { ObjectDraft } from '../store/stored-object.ts';
import { checksumHeaders } from './get-object.ts';
import { readTaggingHeader } from './tagging.ts';

const KEPT = /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.+)$/;
const LONGEST_KEY_BYTES = 1_024;

/** PutObject, with `If-None-Match: *`. Any other precondition on a write is NotImplemented. */
export const putObject = async (request: BucketRequest): Promise<S3Response> => {
  const condition = header(request.headers, 'if-none-match');
  if ((condition ?? '*') !== '*' || request.headers['if-match']) throw new S3Error('NotImplemented');
  const object = await request.bucket.put(draftOf(request), request.body, { onlyIfAbsent: condition === '*' });
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(object) } };
};

/** What a write says of its object; throws KeyTooLongError. */
export const draftOf = ({ key, headers, checksums }: S3Request): ObjectDraft => {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) throw new S3Error('KeyTooLongError');
  return {
    key,
    checksums: { ...checksums },
    tags: readTaggingHeader(header(headers, 'x-amz-tagging')),
    headers: { ...keptHeaders(headers), ...keptEncoding(header(headers, 'content-encoding')) },
  };
};

const keptHeaders = (headers: S3Request['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.keys(headers)
      .filter((name) => KEPT.test(name))
      .map((name) => [name, header(headers, name) ?? '']),
  );

/** `aws-chunked` was the framing of the upload, not of the object. */
const keptEncoding = (encoding = ''): Record<string, string> => {
  const own = encoding.split(',').map((one) => one.trim());
  const kept = own.filter((one) => one !== '' && one !== 'aws-chunked').join(', ');
  return kept === '' ? {} : { 'content-encoding': kept };
};
