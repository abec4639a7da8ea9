import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { xmlResponse } from '../request.ts';
import { childrenOf, readXml, textOf } from '../xml/read-xml.ts';
import { xmlDocument } from '../xml/write-xml.ts';

export const readTaggingHeader = (value = ''): Record<string, string> => Object.fromEntries(new URLSearchParams(value));

export const putTagging = async ({ bucket, key, body }: BucketRequest): Promise<S3Response> => {
  const object = bucket.get(key);
  const sets = childrenOf(readXml(body.toString()), 'TagSet');
  const tags = sets
    .flatMap((set) => childrenOf(set, 'Tag'))
    .map((tag) => [textOf(tag, 'Key'), textOf(tag, 'Value') ?? '']);
  if (tags.some(([name]) => !name)) throw new S3Error('MalformedXML');
  bucket.update({ ...object, tags: Object.fromEntries(tags) as Record<string, string> });
  return { status: 200 };
};

export const getTagging = async ({ bucket, key }: BucketRequest): Promise<S3Response> => {
  const tags = Object.entries(bucket.get(key).tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlResponse(xmlDocument('Tagging', { TagSet: { Tag: tags } }));
};

export const deleteTagging = async ({ bucket, key }: BucketRequest): Promise<S3Response> => {
  bucket.update({ ...bucket.get(key), tags: {} });
  return { status: 204 };
};
