import { Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const Zero = (description: string) => Type.Integer({ minimum: 0, description: `${description}. Zero in health` });

export const Reconciliation = Type.Object(
  {
    ledger_drift_credits: Zero('Disagreement between entries, balances, lots and holds'),
    holds_without_job: Zero('Open holds whose job does not exist or has ended'),
    jobs_without_hold: Zero('Open jobs that hold no credits'),
    provider_mismatches: Zero('Subscriptions that the payment provider sees otherwise'),
    objects_without_row: Zero('Stored objects that no row names, at their last sweep'),
    checked_at: Time,
  },
  {
    examples: [
      {
        ledger_drift_credits: 0,
        holds_without_job: 0,
        jobs_without_hold: 0,
        provider_mismatches: 0,
        objects_without_row: 0,
        checked_at: '2026-11-21T07:00:00.000Z',
      },
    ],
  },
);
export type Reconciliation = Static<typeof Reconciliation>;

export const reconciliationSchema = {
  summary: 'Reconciliation',
  description: 'Whether ledger, jobs, provider and stored objects agree.',
  tags: ['Administration'],
  response: { 200: Reconciliation },
};
