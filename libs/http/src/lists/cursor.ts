import { AppError } from '@pingvas/errors';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { fingerprintOf } from '../idempotency/fingerprint.ts';

const BINDING_LENGTH = 16;
const MAX_CURSOR_LENGTH = 2048;

/** Everything a cursor is bound to: the list's name, its filters, its order and, for private lists, whose it is. */
export type CursorBinding = Readonly<Record<string, unknown>>;

const bindingHash = (binding: CursorBinding): string =>
  fingerprintOf(withoutUndefined(binding)).slice(0, BINDING_LENGTH);

const withoutUndefined = (binding: CursorBinding): CursorBinding =>
  Object.fromEntries(Object.entries(binding).filter(([, value]) => value !== undefined));

/** An opaque cursor that continues after `position` (the sort values and the id of the last row shown). */
export const encodeCursor = (binding: CursorBinding, position: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([bindingHash(binding), ...position])).toString('base64url');

/**
 * Reads a cursor back.
 * @param schema what the position must look like; a caller can forge a cursor, so nothing else gets through
 * @throws AppError INVALID_CURSOR when it is no cursor, or one of another list, filter or order
 */
export function decodeCursor<Position extends TSchema>(
  binding: CursorBinding,
  cursor: string,
  schema: Position,
): Static<Position> {
  const [hash, ...position] = contentOf(cursor);
  if (hash !== bindingHash(binding) || !Value.Check(schema, position)) throw new AppError('INVALID_CURSOR');
  return position;
}

function contentOf(cursor: string): unknown[] {
  if (cursor.length > MAX_CURSOR_LENGTH) throw new AppError('INVALID_CURSOR');
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(content)) return content;
  } catch {
    // Not ours: answered below like any other foreign cursor.
  }
  throw new AppError('INVALID_CURSOR');
}
