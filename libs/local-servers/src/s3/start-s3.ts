import { closeServer, listen } from '../net/listen.ts';
import { scratchDir } from '../process/scratch-dir.ts';
import { readRule } from './cors.ts';
import { createS3Server } from './server.ts';
import type { Credentials } from './signature/verify.ts';
import { openBucketStore } from './store/bucket-store.ts';

export interface S3Options {
  /** Kept from start to start. Left out: a scratch folder that goes away at the stop. */
  dir?: string;
  /** 0 or left out: any free port. */
  port?: number;
  credentials?: Credentials;
  /** Made when they are not there yet. */
  buckets?: readonly string[];
  /** Origins whose pages may read objects: set as the CORS rule of `buckets`. */
  corsOrigins?: readonly string[];
}

export interface LocalS3 {
  /** The endpoint, path style. */
  url: string;
  region: string;
  credentials: Credentials;
  stop: () => Promise<void>;
}

/**
 * An S3 server on 127.0.0.1 for one machine: objects are files, signatures, checksums and preconditions are checked as
 * the real one does. Rejects when the port is taken.
 */
export const startS3 = async (options: S3Options = {}): Promise<LocalS3> => {
  const { credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' }, port = 0 } = options;
  const { path, remove } =
    options.dir === undefined ? scratchDir('s3') : { path: options.dir, remove: () => undefined };
  const buckets = openBucketStore(path);
  const existing = new Set(buckets.list().map(({ name }) => name));
  for (const name of options.buckets ?? []) if (!existing.has(name)) buckets.create(name);
  if (options.corsOrigins) {
    for (const name of options.buckets ?? []) buckets.get(name).settings.set('cors', readRule(options.corsOrigins));
  }
  const server = createS3Server({ buckets, credentials });
  const bound = await listen(server, port);
  const stop = async (): Promise<void> => {
    await closeServer(server);
    remove();
  };
  return { url: `http://127.0.0.1:${bound}`, region: 'us-east-1', credentials, stop };
};
