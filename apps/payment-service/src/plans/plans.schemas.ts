import { Nullable, Page } from '@pingvas/http';
import { PLAN_TYPES, PlanLimits } from '@pingvas/plans';
import { Type, type Static } from 'typebox';

const Money = Type.Object({
  amount: Type.Integer({ description: 'Minor units: cents' }),
  currency: Type.String({ description: 'ISO 4217' }),
});

/** What can be subscribed to (API contract 2). */
export const Plan = Type.Object({
  plan_type: Type.Enum([...PLAN_TYPES]),
  name: Type.String(),
  prices: Type.Array(Type.Object({ billing_period: Type.Enum(['monthly', 'yearly']), price: Money })),
  monthly_credits: Nullable(Type.Integer({ description: 'Null: by contract' })),
  limits: PlanLimits,
  trial_days: Type.Integer(),
  popular: Type.Boolean(),
  purchasable: Type.Boolean(),
});
export type Plan = Static<typeof Plan>;

export const listPlansSchema = {
  summary: 'Plans',
  description: 'All plans with their prices and limits, from the smallest to the largest, in one page.',
  tags: ['Plans'],
  response: { 200: Page(Plan) },
};
