import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { S3Error } from '../errors.ts';
import type { Bucket } from './bucket.ts';
import { openBucket } from './bucket.ts';
import { makeDir, namesIn, readJson, remove, writeAtomically } from './files.ts';

export interface BucketStore {
  list: () => Bucket[];
  /** Throws NoSuchBucket. */
  get: (name: string) => Bucket;
  /** Throws InvalidBucketName, BucketAlreadyOwnedByYou. */
  create: (name: string) => Bucket;
  /** Throws NoSuchBucket, BucketNotEmpty. */
  delete: (name: string) => void;
}

const NAME = /^(?=.{3,63}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])$/;

/** The buckets below `dir`, a folder each; those of an earlier run are there again. */
export const openBucketStore = (dir: string): BucketStore => {
  const root = makeDir(dir);
  const buckets = new Map(
    namesIn(root)
      .filter((name) => existsSync(join(root, name, 'bucket.json')))
      .map((name) => [name, reopen(root, name)]),
  );
  return {
    list: () => [...buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    get: (name) => buckets.get(name) ?? missing(),
    create: (name) => {
      if (!NAME.test(name)) throw new S3Error('InvalidBucketName');
      if (buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou');
      writeAtomically(
        join(makeDir(root, name), 'bucket.json'),
        JSON.stringify({ createdAt: new Date().toISOString() }),
      );
      const bucket = reopen(root, name);
      buckets.set(name, bucket);
      return bucket;
    },
    delete: (name) => {
      if ((buckets.get(name) ?? missing()).keys().length > 0) throw new S3Error('BucketNotEmpty');
      buckets.delete(name);
      remove(join(root, name));
    },
  };
};

const missing = (): never => {
  throw new S3Error('NoSuchBucket');
};

const reopen = (root: string, name: string): Bucket => {
  const { createdAt } = readJson(join(root, name, 'bucket.json')) as { createdAt: string };
  return openBucket(join(root, name), name, createdAt);
};
