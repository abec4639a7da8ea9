import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { S3Error } from '../errors.ts';
import { makeDir, namesIn, readJson, remove, writeAtomically } from './files.ts';
import type { BucketSettings } from './settings.ts';
import { createSettings } from './settings.ts';
import type { ObjectDraft, StoredObject } from './stored-object.ts';
import type { Uploads } from './uploads.ts';
import { createUploads } from './uploads.ts';

interface PutOptions {
  /** `If-None-Match: *`: throws PreconditionFailed when the key is taken at the moment of the commit. */
  onlyIfAbsent?: boolean;
}

export interface Bucket {
  name: string;
  createdAt: string;
  settings: BucketSettings;
  uploads: Uploads;
  find: (key: string) => StoredObject | undefined;
  /** Throws NoSuchKey. */
  get: (key: string) => StoredObject;
  put: (draft: ObjectDraft, body: Buffer, options?: PutOptions) => Promise<StoredObject>;
  /** Replaces what is known of an object; its bytes stay. */
  update: (object: StoredObject) => void;
  delete: (key: string) => void;
  /** Every key, in the order of its UTF-8 bytes. */
  keys: () => string[];
  read: (object: StoredObject) => Promise<Buffer>;
  stream: (object: StoredObject, range?: { start: number; end: number }) => Readable;
}

/**
 * The objects of one bucket in `dir`. The metadata file is the commit: it is renamed into place after the bytes are
 * there, so a crash leaves the old object or the new one. The index is in memory and rebuilt when the bucket is opened.
 */
export const openBucket = (dir: string, name: string, createdAt: string): Bucket => {
  const places = { meta: makeDir(dir, 'meta'), data: makeDir(dir, 'data') };
  const index = loadIndex(places.meta);
  sweep(places.data, index);
  const metaFile = (key: string): string => join(places.meta, `${createHash('sha256').update(key).digest('hex')}.json`);
  const bytesOf = ({ file }: StoredObject): string => join(places.data, file);
  const commit = (object: StoredObject): void => {
    writeAtomically(metaFile(object.key), JSON.stringify(object));
    index.set(object.key, object);
  };

  const put: Bucket['put'] = async (draft, body, { onlyIfAbsent = false } = {}) => {
    const object = stored(draft, body);
    await writeFile(bytesOf(object), body);
    const before = index.get(object.key);
    if (onlyIfAbsent && before) {
      remove(bytesOf(object));
      throw new S3Error('PreconditionFailed');
    }
    commit(object);
    if (before) remove(bytesOf(before));
    return object;
  };

  return {
    name,
    createdAt,
    settings: createSettings(dir),
    uploads: createUploads(makeDir(dir, 'uploads')),
    find: (key) => index.get(key),
    get: (key) => index.get(key) ?? missing(),
    put,
    update: commit,
    delete: (key) => {
      const object = index.get(key);
      if (!object) return;
      remove(metaFile(key));
      index.delete(key);
      remove(bytesOf(object));
    },
    keys: () => [...index.keys()].sort(byBytes),
    read: (object) => readFile(bytesOf(object)),
    stream: (object, range) => createReadStream(bytesOf(object), range),
  };
};

const missing = (): never => {
  throw new S3Error('NoSuchKey');
};

const stored = (draft: ObjectDraft, body: Buffer): StoredObject => ({
  ...draft,
  file: randomUUID(),
  sizeBytes: body.length,
  etag: draft.etag ?? `"${createHash('md5').update(body).digest('hex')}"`,
  lastModified: new Date().toISOString(),
});

const loadIndex = (dir: string): Map<string, StoredObject> => {
  const objects = namesIn(dir).filter((file) => file.endsWith('.json'));
  return new Map(
    objects.map((file) => {
      const object = readJson(join(dir, file)) as StoredObject;
      return [object.key, object];
    }),
  );
};

/** Bytes without metadata were never committed, or were replaced just before a crash. */
const sweep = (dir: string, index: ReadonlyMap<string, StoredObject>): void => {
  const live = new Set([...index.values()].map(({ file }) => file));
  for (const file of namesIn(dir)) if (!live.has(file)) remove(join(dir, file));
};

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
