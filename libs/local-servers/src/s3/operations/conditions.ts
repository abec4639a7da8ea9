import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';
import { header } from '../request.ts';
import type { StoredObject } from '../store/stored-object.ts';

/** RFC 9110 13.2: whether a reader's copy is still good (304). Throws PreconditionFailed. */
export const isUnchanged = (object: StoredObject, headers: IncomingHttpHeaders): boolean => {
  const ifMatch = header(headers, 'if-match');
  const ifNoneMatch = header(headers, 'if-none-match');
  const changedAt = Math.floor(Date.parse(object.lastModified) / 1_000) * 1_000;
  const since = Date.parse(header(headers, 'if-modified-since') ?? '');
  const until = Date.parse(header(headers, 'if-unmodified-since') ?? '');
  if (ifMatch !== undefined ? !names(ifMatch, object.etag) : changedAt > until) throw new S3Error('PreconditionFailed');
  return ifNoneMatch !== undefined ? names(ifNoneMatch, object.etag) : changedAt <= since;
};

const names = (list: string, etag: string): boolean =>
  list.split(',').some((one) => ['*', etag, etag.replaceAll('"', '')].includes(one.trim().replace(/^W\//, '')));
