import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Bucket } from './store/bucket.ts';
import type { BucketStore } from './store/bucket-store.ts';

/** A request whose signature has been verified and whose body is decoded and checked. */
export interface S3Request {
  method: string;
  /** Empty for the service itself. */
  bucketName: string;
  /** Empty for the bucket itself. */
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Checksums that came with the body and matched it, by algorithm. */
  checksums: Readonly<Record<string, string>>;
  buckets: BucketStore;
}

/** A request to a bucket that exists. */
export interface BucketRequest extends S3Request {
  bucket: Bucket;
}

export interface S3Response {
  status: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

export const xmlResponse = (body: string, status = 200): S3Response => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body,
});

/** A header that may come once; undefined when it is absent. */
export const header = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
