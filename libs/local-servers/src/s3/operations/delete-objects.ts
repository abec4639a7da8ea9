import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { xmlResponse } from '../request.ts';
import { childrenOf, readXml, textOf } from '../xml/read-xml.ts';
import { xmlDocument } from '../xml/write-xml.ts';

const MOST_KEYS = 1_000;

/** A key that is not there counts as deleted, as in S3. */
export const deleteObject = async ({ bucket, key }: BucketRequest): Promise<S3Response> => {
  bucket.delete(key);
  return { status: 204 };
};

export const deleteObjects = async ({ bucket, body }: BucketRequest): Promise<S3Response> => {
  const root = readXml(body.toString());
  const keys = childrenOf(root, 'Object').map((object) => childrenOf(object, 'Key')[0]?.text ?? '');
  if (keys.length === 0 || keys.length > MOST_KEYS || keys.includes('')) throw new S3Error('MalformedXML');
  for (const key of keys) bucket.delete(key);
  const deleted = textOf(root, 'Quiet') === 'true' ? [] : keys.map((Key) => ({ Key }));
  return xmlResponse(xmlDocument('DeleteResult', { Deleted: deleted }));
};
