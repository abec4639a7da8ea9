import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';
import { header } from '../request.ts';
import type { Scope } from './canonical.ts';
import { signatureOf } from './canonical.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface IncomingSignature {
  method: string;
  rawPath: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

interface Claim {
  accessKeyId: string;
  scope: Scope;
  timestamp: string;
  signedHeaders: string[];
  signature: string;
  payloadHash: string;
}

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRY_SECONDS = 7 * 24 * 3_600;

/**
 * Checks the signature (header or presigned query) and answers the payload hash it vouches for: a SHA-256 in hex or one
 * of AWS's markers. Throws AccessDenied (none, or expired), InvalidAccessKeyId, RequestTimeTooSkewed or
 * SignatureDoesNotMatch.
 */
export const verifySignature = (request: IncomingSignature, credentials: Credentials, now = Date.now()): string => {
  const claim = request.query.has('X-Amz-Algorithm') ? fromQuery(request, now) : fromHeader(request, now);
  if (claim.accessKeyId !== credentials.accessKeyId) throw new S3Error('InvalidAccessKeyId');
  const { scope, timestamp } = claim;
  if (!timestamp.startsWith(scope.date)) throw new S3Error('SignatureDoesNotMatch');
  demandSigned(request.headers, claim.signedHeaders);
  const expected = signatureOf(
    {
      ...request,
      query: [...request.query].filter(([name]) => name !== 'X-Amz-Signature'),
      signedHeaders: claim.signedHeaders,
      headerValue: (name) => header(request.headers, name),
      payloadHash: claim.payloadHash,
    },
    timestamp,
    scope,
    credentials.secretAccessKey,
  );
  if (!isEqual(expected, claim.signature)) throw new S3Error('SignatureDoesNotMatch');
  return claim.payloadHash;
};

/** A header that changes what a request does must be under the signature, or a holder of the URL could add it. */
const demandSigned = (headers: IncomingHttpHeaders, signed: readonly string[]): void => {
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const missing = needed.filter((name) => !signed.includes(name));
  if (missing.length > 0) throw new S3Error('AccessDenied', `Headers not signed: ${missing.join(', ')}`);
};

const HEADER = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

const fromHeader = ({ headers }: IncomingSignature, now: number): Claim => {
  const authorization = header(headers, 'authorization');
  if (authorization === undefined) throw new S3Error('AccessDenied');
  const [, credential, signedHeaders, signature] = HEADER.exec(authorization) ?? [];
  const timestamp = header(headers, 'x-amz-date');
  if (!credential || !signedHeaders || !signature || !timestamp) throw new S3Error('AuthorizationHeaderMalformed');
  if (Math.abs(now - timeOf(timestamp)) > MAX_SKEW_MS) throw new S3Error('RequestTimeTooSkewed');
  const payloadHash = header(headers, 'x-amz-content-sha256');
  if (payloadHash === undefined) throw new S3Error('InvalidRequest', 'Missing required header: x-amz-content-sha256');
  return { ...parseCredential(credential), timestamp, signedHeaders: signedHeaders.split(';'), signature, payloadHash };
};

const fromQuery = ({ query }: IncomingSignature, now: number): Claim => {
  const read = (name: string): string => {
    const value = query.get(name);
    if (value === null) throw new S3Error('AuthorizationQueryParametersError');
    return value;
  };
  if (read('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw new S3Error('AuthorizationQueryParametersError');
  const timestamp = read('X-Amz-Date');
  const expiresSeconds = Number(read('X-Amz-Expires'));
  const ageMs = now - timeOf(timestamp);
  if (!(expiresSeconds > 0 && expiresSeconds <= MAX_EXPIRY_SECONDS))
    throw new S3Error('AuthorizationQueryParametersError');
  if (ageMs > expiresSeconds * 1_000) throw new S3Error('AccessDenied', 'Request has expired');
  if (ageMs < -MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not valid yet');
  return {
    ...parseCredential(read('X-Amz-Credential')),
    timestamp,
    signedHeaders: read('X-Amz-SignedHeaders').split(';'),
    signature: read('X-Amz-Signature'),
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
};

const parseCredential = (credential: string): { accessKeyId: string; scope: Scope } => {
  const parts = credential.split('/');
  const [end, service = '', region = '', date = ''] = parts.toReversed();
  if (end !== 'aws4_request' || service !== 's3' || parts.length < 5) throw new S3Error('AuthorizationHeaderMalformed');
  return { accessKeyId: parts.slice(0, -4).join('/'), scope: { date, region, service } };
};

const timeOf = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) || 0;

const isEqual = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
