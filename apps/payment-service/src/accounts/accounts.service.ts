import { notFound } from '@pingvas/errors';
import { newestEntries, openLots } from '../credits/credits.repository.ts';
import { readCredits } from '../credits/credits.service.ts';
import { entryView, lotView } from '../credits/credits.views.ts';
import type { PaymentDb } from '../database.ts';
import { findSignUp } from '../subscriptions/subscriptions.repository.ts';
import type { AccountCredits } from './accounts.schemas.ts';

const MAX_ENTRIES = 100;
/** Far above what anybody has; an answer must end somewhere. */
const MAX_LOTS = 1_000;

/** Any user’s credits, for administrators. */
export interface AccountsService {
  /** @throws AppError NOT_FOUND */
  credits(userId: string): Promise<AccountCredits>;
}

export const createAccountsService = ({ db }: { db: PaymentDb }): AccountsService => ({
  credits: (userId) =>
    db.withSystem(async (tx) => {
      if ((await findSignUp(tx, userId)) === null) throw notFound();
      const lots = await openLots(tx, userId, MAX_LOTS);
      const entries = await newestEntries(tx, userId, MAX_ENTRIES);
      return {
        credits: await readCredits(tx, userId, new Date()),
        lots: lots.map(lotView),
        entries: entries.map(entryView),
      };
    }),
});
