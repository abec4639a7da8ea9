import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freePeriod, monthsAfter } from './free-period.ts';

const at = (text: string): Date => new Date(`${text}T10:00:00.000Z`);
const times = fc.date({ min: at('2024-01-01'), max: at('2040-01-01'), noInvalidDate: true });

describe('the month of the free plan', () => {
  test('starts at sign-up and ends on the same day of the next month', () => {
    expect(freePeriod(at('2026-11-21'), at('2026-11-21'))).toEqual({ start: at('2026-11-21'), end: at('2026-12-21') });
    expect(freePeriod(at('2026-11-21'), at('2026-12-21'))).toEqual({ start: at('2026-12-21'), end: at('2027-01-21') });
  });

  test('ends on the last day of a month that is too short, and finds its day again after it', () => {
    expect(freePeriod(at('2026-01-31'), at('2026-02-10')).end).toEqual(at('2026-02-28'));
    expect(freePeriod(at('2026-01-31'), at('2026-03-01'))).toEqual({ start: at('2026-02-28'), end: at('2026-03-31') });
  });

  test('contains the moment that is asked for, whatever the day of sign-up', () => {
    fc.assert(
      fc.property(times, fc.nat(20 * 365 * 86_400_000), (signedUpAt, laterMs) => {
        const now = new Date(signedUpAt.getTime() + laterMs);
        const { start, end } = freePeriod(signedUpAt, now);
        expect(start <= now && now < end).toBe(true);
      }),
    );
  });

  test('follows the one before it without a gap', () => {
    fc.assert(
      fc.property(times, fc.nat(200), (signedUpAt, months) => {
        const start = monthsAfter(signedUpAt, months);
        expect(freePeriod(signedUpAt, start)).toEqual({ start, end: monthsAfter(signedUpAt, months + 1) });
      }),
    );
  });
});
