/**
 * A bigint column as a number, for the wire.
 * @throws RangeError beyond 2^53, where a number would no longer be exact.
 */
export function toNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${value} does not fit a number exactly`);
}
