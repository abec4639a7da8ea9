import type { IncomingHttpHeaders } from 'node:http';
import { header } from './request.ts';
import type { Bucket } from './store/bucket.ts';
import type { XmlNode } from './xml/read-xml.ts';
import { childrenOf, readXml, textOf } from './xml/read-xml.ts';
import { xmlDocument } from './xml/write-xml.ts';

/**
 * The CORS headers that a bucket's rules grant to this request; undefined when no rule matches its origin, method and
 * (on a preflight) headers.
 */
export const corsHeaders = (
  bucket: Bucket | undefined,
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> | undefined => {
  const origin = header(headers, 'origin');
  const xml = bucket?.settings.get('cors');
  if (origin === undefined || xml === undefined) return undefined;
  const asked = (header(headers, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const rule = childrenOf(readXml(xml), 'CORSRule').find((one) => allows(one, origin, method, asked.filter(Boolean)));
  return rule && grantedBy(rule, origin, method, asked.filter(Boolean));
};

/** A CORS document that lets pages of these origins read objects. */
export const readRule = (origins: readonly string[]): string =>
  xmlDocument('CORSConfiguration', {
    CORSRule: {
      AllowedOrigin: origins,
      AllowedMethod: ['GET', 'HEAD'],
      AllowedHeader: ['*'],
      ExposeHeader: ['ETag', 'Content-Length', 'Content-Range'],
      MaxAgeSeconds: 600,
    },
  });

const allows = (rule: XmlNode, origin: string, method: string, headers: readonly string[]): boolean =>
  textsOf(rule, 'AllowedOrigin').some((pattern) => fits(pattern, origin)) &&
  textsOf(rule, 'AllowedMethod').includes(method) &&
  headers.every((name) => textsOf(rule, 'AllowedHeader').some((pattern) => fits(pattern.toLowerCase(), name)));

const grantedBy = (
  rule: XmlNode,
  origin: string,
  method: string,
  headers: readonly string[],
): Record<string, string> => {
  const exposed = textsOf(rule, 'ExposeHeader');
  const maxAge = textOf(rule, 'MaxAgeSeconds');
  return {
    'access-control-allow-origin': textsOf(rule, 'AllowedOrigin').includes('*') ? '*' : origin,
    'access-control-allow-methods': method,
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
    ...(maxAge !== undefined && { 'access-control-max-age': maxAge }),
  };
};

const textsOf = (rule: XmlNode, name: string): string[] => childrenOf(rule, name).map(({ text }) => text.trim());

const fits = (pattern: string, value: string): boolean => {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
};
