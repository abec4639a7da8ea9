import { wireTime, wireTimeOrNull } from '@pingvas/http';
import { Value } from 'typebox/value';
import type { EntryRow, LotRow } from './credits.repository.ts';
import { CreditLot, LedgerEntry } from './credits.schemas.ts';

/** @throws when the row holds a word that the contract does not have */
export const entryView = (row: EntryRow): LedgerEntry =>
  Value.Parse(LedgerEntry, {
    id: row.id,
    type: row.type,
    amount: row.availableChange + row.heldChange,
    available_change: row.availableChange,
    held_change: row.heldChange,
    available_after: row.availableAfter,
    held_after: row.heldAfter,
    balance_after: row.availableAfter + row.heldAfter,
    reference_type: row.referenceType,
    reference_id: row.referenceId,
    transaction_id: row.transactionId,
    description: row.description,
    created_at: wireTime(row.createdAt),
  });

/** @throws when the row holds a word that the contract does not have */
export const lotView = (row: LotRow): CreditLot =>
  Value.Parse(CreditLot, {
    id: row.id,
    kind: row.kind,
    granted: row.granted,
    remaining: row.remaining,
    held: row.held,
    expires_at: wireTimeOrNull(row.expiresAt),
    reference_type: row.referenceType,
    reference_id: row.referenceId,
    created_at: wireTime(row.createdAt),
  });
