import { Id } from '@pingvas/http';
import { Credits } from '@pingvas/plans';
import { Type, type Static } from 'typebox';
import { CreditLot, LedgerEntry } from '../credits/credits.schemas.ts';

export const AccountCredits = Type.Object({
  credits: Credits,
  lots: Type.Array(CreditLot, { description: 'Those that hold something, in the order in which they are spent' }),
  entries: Type.Array(LedgerEntry, { description: 'The newest 100' }),
});
export type AccountCredits = Static<typeof AccountCredits>;

export const accountCreditsSchema = {
  summary: 'Credits of a user',
  description: 'Balance, lots and the newest movements of any account.',
  tags: ['Administration'],
  params: Type.Object({ user_id: Id }),
  response: { 200: AccountCredits },
};
