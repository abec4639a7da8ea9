import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { header, xmlResponse } from '../request.ts';
import type { Part } from '../store/uploads.ts';
import { childrenOf, readXml, textOf } from '../xml/read-xml.ts';
import { xmlDocument } from '../xml/write-xml.ts';
import { draftOf } from './put-object.ts';

const MOST_PARTS = 10_000;

export const startUpload = async (request: BucketRequest): Promise<S3Response> => {
  const id = request.bucket.uploads.start(draftOf(request));
  const answer = { Bucket: request.bucket.name, Key: request.key, UploadId: id };
  return xmlResponse(xmlDocument('InitiateMultipartUploadResult', answer));
};

export const putPart = async ({ bucket, query, headers, body }: BucketRequest): Promise<S3Response> => {
  if (header(headers, 'x-amz-copy-source') !== undefined) throw new S3Error('NotImplemented');
  const number = Number(query.get('partNumber'));
  if (!(Number.isInteger(number) && number >= 1 && number <= MOST_PARTS)) throw new S3Error('InvalidArgument');
  return { status: 200, headers: { etag: bucket.uploads.putPart(uploadId(query), number, body) } };
};

export const completeUpload = async ({ bucket, key, query, headers, body }: BucketRequest): Promise<S3Response> => {
  const id = uploadId(query);
  const { draft, body: whole } = await bucket.uploads.assemble(id, readParts(body));
  const onlyIfAbsent = header(headers, 'if-none-match') === '*';
  const object = await bucket.put({ ...draft, key, checksums: {} }, whole, { onlyIfAbsent });
  bucket.uploads.end(id);
  const answer = { Bucket: bucket.name, Key: key, ETag: object.etag };
  return xmlResponse(xmlDocument('CompleteMultipartUploadResult', answer));
};

export const abortUpload = async ({ bucket, query }: BucketRequest): Promise<S3Response> => {
  bucket.uploads.end(uploadId(query));
  return { status: 204 };
};

const uploadId = (query: URLSearchParams): string => query.get('uploadId') ?? '';

const readParts = (body: Buffer): Part[] => {
  const parts = childrenOf(readXml(body.toString()), 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag') ?? '',
  }));
  if (parts.length === 0) throw new S3Error('MalformedXML');
  return parts;
};
