import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNumber } from './numbers.ts';

test('a bigint becomes the same number or an error, never another number', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 60n), 2n ** 60n), (value) => {
      const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
      if (exact) expect(BigInt(toNumber(value))).toBe(value);
      else expect(() => toNumber(value)).toThrow(RangeError);
    }),
  );
});
