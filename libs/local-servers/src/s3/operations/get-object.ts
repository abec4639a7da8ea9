import type { BucketRequest, S3Response } from '../request.ts';
import { header } from '../request.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { isUnchanged } from './conditions.ts';
import { parseRange } from './range.ts';

/** GetObject and HeadObject (the server leaves the body out): conditions, one range, `response-…` of a signed URL. */
export const getObject = async ({ bucket, key, headers, query }: BucketRequest): Promise<S3Response> => {
  const object = bucket.get(key);
  const wantsChecksum = header(headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const described = { ...describe(object), ...overrides(query) };
  if (isUnchanged(object, headers)) return { status: 304, headers: { etag: object.etag } };
  const range = parseRange(header(headers, 'range'), object.sizeBytes);
  if (range) {
    return {
      status: 206,
      headers: {
        ...described,
        'content-length': String(range.end - range.start + 1),
        'content-range': `bytes ${range.start}-${range.end}/${object.sizeBytes}`,
      },
      body: bucket.stream(object, range),
    };
  }
  return {
    status: 200,
    headers: {
      ...described,
      ...(wantsChecksum && checksumHeaders(object)),
      'content-length': String(object.sizeBytes),
    },
    body: bucket.stream(object),
  };
};

const describe = (object: StoredObject): Record<string, string> => ({
  'content-type': 'binary/octet-stream',
  ...object.headers,
  etag: object.etag,
  'last-modified': new Date(object.lastModified).toUTCString(),
  'accept-ranges': 'bytes',
  ...(Object.keys(object.tags).length > 0 && { 'x-amz-tagging-count': String(Object.keys(object.tags).length) }),
});

/** Only a signed request gets here, so nobody can make a link answer with headers its signer did not choose. */
const overrides = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    ['content-type', 'content-disposition', 'content-encoding', 'content-language', 'cache-control', 'expires'].flatMap(
      (name) => {
        const value = query.get(`response-${name}`);
        return value === null ? [] : [[name, value]];
      },
    ),
  );

export const checksumHeaders = ({ checksums }: StoredObject): Record<string, string> =>
  Object.fromEntries(Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]));
