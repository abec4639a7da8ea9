import { Id, listQuery, Nullable, Page, Time } from '@pingvas/http';
import { Credits } from '@pingvas/plans';
import { Type, type Static } from 'typebox';

const ENTRY_TYPES = [
  'purchase',
  'bonus',
  'refund',
  'spend',
  'subscription_grant',
  'reserve',
  'release',
  'expire',
  'admin_adjustment',
  'reversal',
] as const;
const REFERENCE_TYPES = ['generation_job', 'subscription', 'payment', 'prompt', 'admin', 'lot'] as const;
const LOT_KINDS = ['monthly', 'purchased', 'bonus', 'trial', 'tester', 'admin'] as const;

/** One line of the ledger (API contract 2); it never changes. */
export const LedgerEntry = Type.Object(
  {
    id: Id,
    type: Type.Enum([...ENTRY_TYPES]),
    amount: Type.Integer({ description: 'available_change + held_change' }),
    available_change: Type.Integer(),
    held_change: Type.Integer(),
    available_after: Type.Integer({ minimum: 0 }),
    held_after: Type.Integer({ minimum: 0 }),
    balance_after: Type.Integer({ minimum: 0 }),
    reference_type: Type.Enum([...REFERENCE_TYPES]),
    reference_id: Type.String(),
    transaction_id: Type.String({ ...Id, description: 'Shared by entries that commit together' }),
    description: Type.String(),
    created_at: Time,
  },
  {
    examples: [
      {
        id: '01934b6a-0000-7000-8000-000000000010',
        type: 'reserve',
        amount: 0,
        available_change: -10,
        held_change: 10,
        available_after: 90,
        held_after: 10,
        balance_after: 100,
        reference_type: 'generation_job',
        reference_id: '01934b6a-0000-7000-8000-000000000011',
        transaction_id: '01934b6a-0000-7000-8000-000000000012',
        description: 'Held for a job',
        created_at: '2026-11-21T07:00:00.000Z',
      },
    ],
  },
);
export type LedgerEntry = Static<typeof LedgerEntry>;

/** Where credits came from, and when they lapse (API contract 2). */
export const CreditLot = Type.Object(
  {
    id: Id,
    kind: Type.Enum([...LOT_KINDS]),
    granted: Type.Integer({ minimum: 1 }),
    remaining: Type.Integer({ minimum: 0 }),
    held: Type.Integer({ minimum: 0 }),
    expires_at: Nullable(Time),
    reference_type: Type.String(),
    reference_id: Type.String(),
    created_at: Time,
  },
  {
    examples: [
      {
        id: '01934b6a-0000-7000-8000-000000000013',
        kind: 'monthly',
        granted: 100,
        remaining: 90,
        held: 10,
        expires_at: '2026-12-21T07:00:00.000Z',
        reference_type: 'subscription',
        reference_id: 'free:2026-11-21',
        created_at: '2026-11-21T07:00:00.000Z',
      },
    ],
  },
);
export type CreditLot = Static<typeof CreditLot>;

export const EntryQuery = listQuery({
  sortBy: ['created_at'],
  filters: {
    type: Type.Optional(Type.Array(Type.Enum([...ENTRY_TYPES]), { minItems: 1 })),
    reference_type: Type.Optional(Type.Array(Type.Enum([...REFERENCE_TYPES]), { minItems: 1 })),
    reference_id: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1 })),
  },
});
export type EntryQuery = Static<typeof EntryQuery>;

/** The order of this list is the order of spending: there is no other. */
export const LotQuery = Type.Omit(
  listQuery({
    sortBy: ['created_at'],
    filters: { include_empty: Type.Boolean({ default: false, description: 'Also lots with nothing left or held' }) },
  }),
  ['sort_by', 'sort_order'],
);
export type LotQuery = Static<typeof LotQuery>;

const tags = ['Credits'];

export const balanceSchema = {
  summary: 'Balance',
  description: 'Read from the primary: what this account has just done is in it.',
  tags,
  response: { 200: Credits },
};
export const listEntriesSchema = {
  summary: 'Ledger',
  description: 'Every movement of credits, the newest first.',
  tags,
  querystring: EntryQuery,
  response: { 200: Page(LedgerEntry) },
};
export const listLotsSchema = {
  summary: 'Lots',
  description: 'Where the credits came from, in the order in which they are spent.',
  tags,
  querystring: LotQuery,
  response: { 200: Page(CreditLot) },
};
