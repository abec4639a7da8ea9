import type { BucketRequest, S3Request, S3Response } from '../request.ts';
import { xmlResponse } from '../request.ts';
import { xmlDocument } from '../xml/write-xml.ts';

export const listBuckets = async ({ buckets }: S3Request): Promise<S3Response> => {
  const all = buckets.list().map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt }));
  return xmlResponse(xmlDocument('ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: { Bucket: all } }));
};

export const createBucket = async ({ buckets, bucketName }: S3Request): Promise<S3Response> => {
  buckets.create(bucketName);
  return { status: 200, headers: { location: `/${bucketName}` } };
};

export const headBucket = async (): Promise<S3Response> => ({ status: 200 });

export const deleteBucket = async ({ buckets, bucketName }: BucketRequest): Promise<S3Response> => {
  buckets.delete(bucketName);
  return { status: 204 };
};

/** Empty = us-east-1, as in S3. */
export const getLocation = async (): Promise<S3Response> => xmlResponse(xmlDocument('LocationConstraint', {}));
