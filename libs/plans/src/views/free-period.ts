/** The months of the free plan run from the day of sign-up (API contract 4.1). */
interface Period {
  start: Date;
  end: Date;
}

/**
 * The month of the free plan that `now` lies in. A month that starts on a day which the next month lacks ends on that
 * month’s last day; the day of sign-up comes back as soon as a month has it.
 */
export function freePeriod(signedUpAt: Date, now: Date): Period {
  let months = Math.max(0, monthsBetween(signedUpAt, now));
  if (monthsAfter(signedUpAt, months) > now && months > 0) months -= 1;
  return { start: monthsAfter(signedUpAt, months), end: monthsAfter(signedUpAt, months + 1) };
}

const monthsBetween = (from: Date, to: Date): number =>
  (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();

/** The same day and time some months later, UTC; the last day of that month when it has no such day. */
export function monthsAfter(time: Date, months: number): Date {
  const later = new Date(time);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  later.setUTCDate(Math.min(time.getUTCDate(), lastDayOf(later)));
  return later;
}

const lastDayOf = (month: Date): number =>
  new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
