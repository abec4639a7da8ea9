import { S3Error } from '../errors.ts';

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/** `bytes=0-9`, `bytes=10-`, `bytes=-5`; undefined = the whole object (also for a form we do not serve). Throws InvalidRange. */
export const parseRange = (range: string | undefined, sizeBytes: number): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes || (first === '' && Number(last) === 0)) throw new S3Error('InvalidRange');
  return end < start ? undefined : { start, end };
};
