import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readBody } from './body/read-body.ts';
import { verifyContent } from './body/verify-content.ts';
import { corsHeaders } from './cors.ts';
import { S3Error } from './errors.ts';
import type { S3Request, S3Response } from './request.ts';
import { header, xmlResponse } from './request.ts';
import { runOperation } from './routes.ts';
import type { Credentials } from './signature/verify.ts';
import { verifySignature } from './signature/verify.ts';
import type { BucketStore } from './store/bucket-store.ts';
import { xmlDocument } from './xml/write-xml.ts';

export interface S3ServerOptions {
  buckets: BucketStore;
  credentials: Credentials;
}

/** S3 over HTTP, path style, one pair of credentials. Nothing but CORS preflights and `/healthz` goes unsigned. */
export const createS3Server = (options: S3ServerOptions): Server =>
  createServer((request, response) => {
    const requestId = randomUUID();
    void handle(request, options)
      .catch((error: unknown) => refusal(error, request, requestId))
      .then((answer) => send(request, response, options.buckets, { ...answer, requestId }));
  });

interface Target {
  rawPath: string;
  bucketName: string;
  key: string;
  query: URLSearchParams;
}

const targetOf = ({ url = '/' }: IncomingMessage): Target => {
  const [rawPath = '/', rawQuery = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', ...key] = rawPath.split('/');
  // In a query "+" means a plus sign to AWS clients, who write a space as %20.
  const query = new URLSearchParams(rawQuery.replaceAll('+', '%2B'));
  try {
    return { rawPath, bucketName: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')), query };
  } catch {
    throw new S3Error('InvalidArgument', 'The path is not valid percent-encoding');
  }
};

const handle = async (request: IncomingMessage, { buckets, credentials }: S3ServerOptions): Promise<S3Response> => {
  const { method = 'GET', headers } = request;
  if (request.url === '/healthz') return { status: 200 };
  const target = targetOf(request);
  if (method === 'OPTIONS') return preflight(request, target, buckets);
  const payloadHash = verifySignature({ method, headers, ...target }, credentials);
  const content = verifyContent(await readBody(request), headers, payloadHash);
  const parsed: S3Request = { method, headers, buckets, ...target, ...content };
  return runOperation(parsed);
};

const preflight = ({ headers }: IncomingMessage, { bucketName }: Target, buckets: BucketStore): S3Response => {
  const asked = header(headers, 'access-control-request-method') ?? '';
  const granted = corsHeaders(buckets.get(bucketName), asked, headers);
  if (!granted) throw new S3Error('AccessDenied', 'CORSResponse: This CORS request is not allowed.');
  return { status: 200, headers: granted };
};

const refusal = (error: unknown, request: IncomingMessage, requestId: string): S3Response => {
  const known = error instanceof S3Error ? error : new S3Error('InternalError');
  if (known !== error) console.error(error);
  const content = { Code: known.code, Message: known.message, Resource: request.url ?? '/', RequestId: requestId };
  return xmlResponse(xmlDocument('Error', content, false), known.status);
};

const send = async (
  request: IncomingMessage,
  response: ServerResponse,
  buckets: BucketStore,
  { status, headers = {}, body, requestId }: S3Response & { requestId: string },
): Promise<void> => {
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const cors = request.method === 'OPTIONS' ? {} : grantedTo(request, buckets);
  response.writeHead(status, {
    ...length,
    ...headers,
    ...cors,
    'x-amz-request-id': requestId,
    server: 'pingvas-local-s3',
  });
  // An answer before the whole body was read must not leave the client writing into a full pipe.
  if (!request.complete) request.resume();
  const isBodyless = request.method === 'HEAD' || status === 304;
  if (body === undefined || typeof body === 'string' || isBodyless) {
    if (typeof body === 'object') body.destroy();
    response.end(isBodyless ? undefined : body);
    return;
  }
  await pipeline(body, response).catch(() => response.destroy());
};

const grantedTo = (request: IncomingMessage, buckets: BucketStore): Record<string, string> => {
  if (request.headers.origin === undefined) return {};
  const name = (request.url ?? '/').split(/[/?]/)[1] ?? '';
  const bucket = buckets.list().find((one) => one.name === name);
  return corsHeaders(bucket, request.method ?? 'GET', request.headers) ?? {};
};
