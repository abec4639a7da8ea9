import type { Readable } from 'node:stream';

export interface ObjectInfo {
  sizeBytes: number;
  contentType: string;
  /** With quotes. */
  etag: string;
  lastModified: Date;
}

export interface ObjectContent extends ObjectInfo {
  /** Must be read to its end or destroyed: it holds a connection. */
  body: Readable;
}

export interface ListedObject {
  key: string;
  sizeBytes: number;
  lastModified: Date;
}

export interface PutOptions {
  contentType: string;
  /** Write only where nothing is yet. */
  ifNoneMatch?: '*';
}

export interface SignedUrlOptions {
  expiresInSeconds: number;
  /** Makes a browser save the object under this name instead of showing it. */
  downloadName?: string;
  /** Overrides the object's own type. */
  contentType?: string;
}

/** `already exists`: an object was there and is untouched; a step that runs twice need not care. */
export type PutResult = 'stored' | 'already exists';

/**
 * Objects of one bucket. Every call has a timeout and a bounded number of attempts, and rejects when the store cannot be
 * reached or refuses; what is merely not there is a result.
 */
export interface Storage {
  put: (key: string, body: Uint8Array, options: PutOptions) => Promise<PutResult>;
  get: (key: string) => Promise<ObjectContent | undefined>;
  head: (key: string) => Promise<ObjectInfo | undefined>;
  /** Keys that are not there count as deleted. Rejects with the first refusal when some could not be deleted. */
  delete: (keys: readonly string[]) => Promise<void>;
  /** Up to `limit` (1 to 1,000) objects whose key starts with `prefix` and comes after `startAfter`, in key order. */
  list: (prefix: string, page: { startAfter?: string; limit: number }) => Promise<ListedObject[]>;
  /** A link to read one object without credentials, on the public endpoint. Signed here, without a network call. */
  signedUrl: (key: string, options: SignedUrlOptions) => Promise<string>;
  /** Rejects unless the bucket answers. */
  ping: () => Promise<void>;
  close: () => void;
}
