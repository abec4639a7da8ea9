import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { xmlResponse } from '../request.ts';
import { uriEncode } from '../signature/canonical.ts';
import type { Bucket } from '../store/bucket.ts';
import type { XmlMembers } from '../xml/write-xml.ts';
import { xmlDocument } from '../xml/write-xml.ts';

interface Listing {
  prefix: string;
  delimiter: string;
  /** Entries up to and including this one were seen. */
  after: string;
  limit: number;
}

interface ListedPage {
  keys: string[];
  prefixes: string[];
  isTruncated: boolean;
  last: string;
}

const MOST_KEYS = 1_000;

/** ListObjectsV2: prefix, delimiter, start-after, continuation-token, max-keys, encoding-type. */
export const listObjects = async ({ bucket, query }: BucketRequest): Promise<S3Response> => {
  if (query.get('list-type') !== '2') throw new S3Error('NotImplemented', 'Only ListObjectsV2 is served');
  const token = query.get('continuation-token');
  const limit = Number(query.get('max-keys') ?? MOST_KEYS);
  if (!(Number.isInteger(limit) && limit >= 0)) throw new S3Error('InvalidArgument');
  const listing: Listing = {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString(),
    limit: Math.min(limit, MOST_KEYS),
  };
  const encode = query.get('encoding-type') === 'url' ? urlEncoded : (text: string) => text;
  return xmlResponse(xmlDocument('ListBucketResult', describe(bucket, listing, query, encode)));
};

const describe = (
  bucket: Bucket,
  listing: Listing,
  query: URLSearchParams,
  encode: (text: string) => string,
): XmlMembers => {
  const page = pageOf(bucket.keys(), listing);
  return {
    Name: bucket.name,
    Prefix: encode(listing.prefix),
    Delimiter: query.has('delimiter') ? encode(listing.delimiter) : undefined,
    StartAfter: query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxKeys: listing.limit,
    KeyCount: page.keys.length + page.prefixes.length,
    IsTruncated: page.isTruncated,
    ContinuationToken: query.get('continuation-token') ?? undefined,
    NextContinuationToken: page.isTruncated ? Buffer.from(page.last).toString('base64url') : undefined,
    Contents: page.keys.map((key) => {
      const { lastModified, etag, sizeBytes } = bucket.get(key);
      return { Key: encode(key), LastModified: lastModified, ETag: etag, Size: sizeBytes, StorageClass: 'STANDARD' };
    }),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
};

/** Keys and folded prefixes count alike; a prefix that was the last entry of a page is not listed again. */
const pageOf = (keys: readonly string[], { prefix, delimiter, after, limit }: Listing): ListedPage => {
  const page: ListedPage = { keys: [], prefixes: [], isTruncated: false, last: '' };
  for (const key of keys) {
    if (!key.startsWith(prefix) || !isAfter(key, after)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (entry === page.last || (cut >= 0 && entry === after)) continue;
    if (page.keys.length + page.prefixes.length >= limit) return { ...page, isTruncated: limit > 0 };
    (cut < 0 ? page.keys : page.prefixes).push(entry);
    page.last = entry;
  }
  return page;
};

const isAfter = (key: string, after: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
const urlEncoded = (text: string): string => text.split('/').map(uriEncode).join('/');
