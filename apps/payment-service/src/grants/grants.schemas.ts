import { Id, Nullable, TimeInput } from '@pingvas/http';
import { Type, type Static } from 'typebox';
import { LedgerEntry } from '../credits/credits.schemas.ts';

export const Reason = Type.String({ minLength: 10, maxLength: 500, description: 'Kept in the audit log' });

const MAX_CREDITS = 1_000_000;

export const GrantRequest = Type.Object(
  {
    user_id: Id,
    credits: Type.Union(
      [Type.Integer({ minimum: 1, maximum: MAX_CREDITS }), Type.Integer({ minimum: -MAX_CREDITS, maximum: -1 })],
      {
        description: 'Given, or taken when negative; not 0',
      },
    ),
    reason: Reason,
    expires_at: Type.Optional(Nullable(TimeInput)),
    job_id: Type.Optional(Nullable(Id)),
  },
  {
    examples: [
      { user_id: '01934b6a-0000-7000-8000-000000000020', credits: 500, reason: 'Goodwill after the outage of Friday' },
    ],
  },
);
export type GrantRequest = Static<typeof GrantRequest>;

export const grantSchema = {
  summary: 'Give or take credits',
  description:
    'An adjustment; with `job_id` the give-back for a job, once and at most what it cost. A debit spends lots in their order.',
  tags: ['Administration'],
  body: GrantRequest,
  response: { 201: LedgerEntry },
};
