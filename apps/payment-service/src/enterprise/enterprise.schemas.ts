import { Id, Nullable, TimeInput } from '@pingvas/http';
import { PlanLimitsPart, Subscription } from '@pingvas/plans';
import { Type, type Static } from 'typebox';
import { Reason } from '../grants/grants.schemas.ts';

export const ActivationRequest = Type.Object(
  {
    user_id: Id,
    monthly_credits: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
    limits: Type.Optional(PlanLimitsPart),
    ends_at: Type.Optional(Nullable(TimeInput)),
    request_id: Type.Optional(Nullable(Id)),
    reason: Reason,
  },
  {
    examples: [
      {
        user_id: '01934b6a-0000-7000-8000-000000000020',
        monthly_credits: 100_000,
        limits: { running_jobs: 20 },
        reason: 'Contract 2026-118, signed by both sides',
      },
    ],
  },
);
export type ActivationRequest = Static<typeof ActivationRequest>;

export const activateSchema = {
  summary: 'Activate an enterprise plan',
  description:
    'Puts the terms of a contract in force at once, with the credits of the first month. Terms that are in force already are changed; their month goes on.',
  tags: ['Administration'],
  body: ActivationRequest,
  response: { 200: Subscription },
};
