import { createHash, createHmac } from 'node:crypto';

/** RFC 3986 encoding as AWS wants it: everything but A-Z a-z 0-9 - _ . ~ */
export const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export interface CanonicalRequest {
  method: string;
  /** As it came over the wire. */
  rawPath: string;
  /** Without X-Amz-Signature. */
  query: readonly (readonly [string, string])[];
  signedHeaders: readonly string[];
  headerValue: (name: string) => string | undefined;
  payloadHash: string;
}

export interface Scope {
  date: string;
  region: string;
  service: string;
}

/** The hex signature (AWS Signature Version 4) of a request made at `timestamp` (`20261121T093000Z`). */
export const signatureOf = (request: CanonicalRequest, timestamp: string, scope: Scope, secretKey: string): string => {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scopeText, sha256(canonicalText(request))].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${secretKey}`),
  );
  return hmac(key, toSign).toString('hex');
};

const canonicalText = (request: CanonicalRequest): string =>
  [
    request.method,
    request.rawPath.split('/').map(reencode).join('/'),
    [...request.query]
      .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
      .sort()
      .join('&'),
    ...request.signedHeaders.map((name) => `${name}:${(request.headerValue(name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    request.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');

/** Clients differ in what they escape in a path; the canonical form is the one of the decoded segment. */
const reencode = (segment: string): string => uriEncode(decodeURIComponent(segment));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
