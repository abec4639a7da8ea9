import fc from 'fast-check';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { pageOf } from './page.ts';

const binding = { list: 'boards', q: 'a', sort_by: 'created_at', sort_order: 'desc', user_id: '1' };
const Position = Type.Tuple([Type.String(), Type.Integer()]);

describe('cursor', () => {
  test('comes back as it was, for the same list', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.jsonValue()), (text, number, filters) => {
        expect(decodeCursor(filters, encodeCursor(filters, [text, number]), Position)).toEqual([text, number]);
      }),
    );
  });

  test.each([
    ['another filter', { ...binding, q: 'b' }],
    ['one filter more', { ...binding, tag: 'x' }],
    ['another order', { ...binding, sort_order: 'asc' }],
    ['another user', { ...binding, user_id: '2' }],
  ])('is refused for %s', (_case, other) => {
    const cursor = encodeCursor(binding, ['x', 1]);
    expect(() => decodeCursor(other, cursor, Position)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  });

  test('a filter that is not set is the same as none', () => {
    const cursor = encodeCursor({ ...binding, tag: undefined }, ['x', 1]);
    expect(decodeCursor(binding, cursor, Position)).toEqual(['x', 1]);
  });

  test('nothing made up gets through', () => {
    const wrongPosition = encodeCursor(binding, ["'; DROP TABLE", 'text']);
    const madeUp = fc.oneof(fc.string(), fc.base64String(), fc.constant(wrongPosition), fc.constant('x'.repeat(3000)));
    fc.assert(
      fc.property(madeUp, (cursor) => {
        expect(() => decodeCursor(binding, cursor, Position)).toThrow(
          expect.objectContaining({ code: 'INVALID_CURSOR' }),
        );
      }),
    );
  });
});

test('a walk over pages shows every row once, in order, and ends', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.integer({ min: 1, max: 10 }), (count, limit) => {
      const all = Array.from({ length: count }, (_, index) => index);
      const seen: number[] = [];
      for (let after = -1, more = true; more;) {
        const rows = all.filter((row) => row > after).slice(0, limit + 1);
        const page = pageOf({ rows, limit, toItem: (row) => row, cursorAfter: String });
        expect([page.has_more, page.data.length <= limit]).toEqual([page.next_cursor !== null, true]);
        seen.push(...page.data);
        after = Number(page.next_cursor);
        more = page.has_more;
      }
      expect(seen).toEqual(all);
    }),
  );
});
