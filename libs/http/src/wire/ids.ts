import { Type } from 'typebox';
import { v7 } from 'uuid';

/** An id on the wire: a UUID in lower case. Ids that we make are of version 7; a stranger's id is only ever compared. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUIDv7, lower case',
});

/** A new id: UUID version 7, so that ids made later sort later. */
export const newId = (): string => v7();
