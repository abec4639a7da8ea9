import type { Subject } from './classes.ts';

/** Key of the buckets of a subject. A network of IPv6 (a /64) is one caller: each of its hosts has as many addresses as it likes. */
export const subjectKey = (subject: Subject): string =>
  'userId' in subject ? `rate:user:${subject.userId}` : `rate:ip:${networkOf(subject.ip)}`;

function networkOf(ip: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}
