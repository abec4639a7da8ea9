import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../errors.ts';
import { makeDir, readJson, remove, writeAtomically } from './files.ts';
import type { ObjectDraft } from './stored-object.ts';

export interface Part {
  number: number;
  etag: string;
}

export interface Uploads {
  /** Answers the upload's id. */
  start: (draft: ObjectDraft) => string;
  /** Stores a part (again, if that number was there) and answers its ETag. Throws NoSuchUpload. */
  putPart: (id: string, number: number, body: Buffer) => string;
  /** The object these parts make, its ETag ending in `-<parts>`. Throws InvalidPartOrder, InvalidPart, EntityTooSmall. */
  assemble: (id: string, parts: readonly Part[]) => Promise<{ draft: ObjectDraft; body: Buffer }>;
  /** Forgets an upload, finished or not. Throws NoSuchUpload. */
  end: (id: string) => void;
}

const SMALLEST_PART_BYTES = 5 * 1024 * 1024;
const ID = /^[0-9a-f-]{36}$/;

/** Multipart uploads under way, a folder each: `draft.json` and one file a part. */
export const createUploads = (dir: string): Uploads => {
  const folder = (id: string): string => {
    const path = join(dir, id);
    if (!ID.test(id) || !existsSync(path)) throw new S3Error('NoSuchUpload');
    return path;
  };
  return {
    start: (draft) => {
      const id = randomUUID();
      writeAtomically(join(makeDir(dir, id), 'draft.json'), JSON.stringify(draft));
      return id;
    },
    putPart: (id, number, body) => {
      writeAtomically(join(folder(id), String(number)), body);
      return `"${md5(body).toString('hex')}"`;
    },
    assemble: async (id, parts) => {
      if (parts.some(({ number }, at) => number <= (parts[at - 1]?.number ?? 0))) throw new S3Error('InvalidPartOrder');
      const path = folder(id);
      const bodies = await Promise.all(parts.map((part) => readPart(path, part)));
      if (bodies.slice(0, -1).some((body) => body.length < SMALLEST_PART_BYTES)) throw new S3Error('EntityTooSmall');
      const etag = `"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-${parts.length}"`;
      const draft = readJson(join(path, 'draft.json')) as ObjectDraft;
      return { draft: { ...draft, etag }, body: Buffer.concat(bodies) };
    },
    end: (id) => remove(folder(id)),
  };
};

const readPart = async (path: string, { number, etag }: Part): Promise<Buffer> => {
  const body = await readFile(join(path, String(number))).catch(() => {
    throw new S3Error('InvalidPart');
  });
  if (md5(body).toString('hex') !== etag.replaceAll('"', '')) throw new S3Error('InvalidPart');
  return body;
};

const md5 = (body: Buffer): Buffer => createHash('md5').update(body).digest();
