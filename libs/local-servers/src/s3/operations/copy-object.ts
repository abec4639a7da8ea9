import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { header, xmlResponse } from '../request.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { xmlDocument } from '../xml/write-xml.ts';
import { draftOf } from './put-object.ts';

/** CopyObject: headers and tags of the source are kept unless a directive says REPLACE. */
export const copyObject = async (request: BucketRequest): Promise<S3Response> => {
  const { object, body } = await sourceOf(request);
  const own = draftOf(request);
  const isReplaced = (directive: string) => header(request.headers, directive) === 'REPLACE';
  const copy = await request.bucket.put(
    {
      key: request.key,
      checksums: object.checksums,
      headers: isReplaced('x-amz-metadata-directive') ? own.headers : object.headers,
      tags: isReplaced('x-amz-tagging-directive') ? own.tags : object.tags,
      etag: object.etag,
    },
    body,
  );
  return xmlResponse(xmlDocument('CopyObjectResult', { ETag: copy.etag, LastModified: copy.lastModified }));
};

const sourceOf = async ({ headers, buckets }: BucketRequest): Promise<{ object: StoredObject; body: Buffer }> => {
  const source = decodeURIComponent(header(headers, 'x-amz-copy-source') ?? '').replace(/^\//, '');
  const slash = source.indexOf('/');
  if (slash < 1) throw new S3Error('InvalidArgument', 'x-amz-copy-source must be bucket/key');
  const bucket = buckets.get(source.slice(0, slash));
  const object = bucket.get(source.slice(slash + 1));
  return { object, body: await bucket.read(object) };
};
