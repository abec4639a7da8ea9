import { positionSchema } from '@pingvas/db';
import { keysetPage, type Page } from '@pingvas/http';
import { creditsView, type Credits } from '@pingvas/plans';
import type { PaymentDb, PaymentTx } from '../database.ts';
import { findAccount, findEntries, findLots, nextExpiry, planCredits } from './credits.repository.ts';
import type { CreditLot, EntryQuery, LedgerEntry, LotQuery } from './credits.schemas.ts';
import { entryView, lotView } from './credits.views.ts';
import { countEntries, countLots, entryOrder, listEntryIds, listLotIds, spendOrder } from './lists.repository.ts';

/** What an account has, where it came from and where it went. Always from the primary. */
export interface CreditsService {
  balance(userId: string): Promise<Credits>;
  /** @throws AppError INVALID_CURSOR */
  entries(userId: string, query: EntryQuery): Promise<Page<LedgerEntry>>;
  /** @throws AppError INVALID_CURSOR */
  lots(userId: string, query: LotQuery): Promise<Page<CreditLot>>;
}

/** A user's balance as one transaction sees it. */
export async function readCredits(tx: PaymentTx, userId: string, now: Date): Promise<Credits> {
  const account = await findAccount(tx, userId);
  const expiry = await nextExpiry(tx, userId, now);
  return creditsView({ account, nextExpiry: expiry, planCredits: await planCredits(tx, userId), now });
}

export function createCreditsService({ db }: { db: PaymentDb }): CreditsService {
  return {
    balance: (userId) => db.withUser(userId, (tx) => readCredits(tx, userId, new Date())),

    async entries(userId, query) {
      const page = keysetPage({ list: 'entries', owner: userId }, query, positionSchema(entryOrder));
      const found = await db.withUser(userId, async (tx) => {
        const listed = await listEntryIds(tx, userId, query, page);
        const rows = await findEntries(
          tx,
          listed.map(({ id }) => id),
        );
        return { listed, rows, totalCount: page.withTotal ? await countEntries(tx, userId, query) : undefined };
      });
      return page.of(found, entryView);
    },

    async lots(userId, query) {
      const page = keysetPage({ list: 'lots', owner: userId }, query, positionSchema(spendOrder));
      const found = await db.withUser(userId, async (tx) => {
        const listed = await listLotIds(tx, userId, query, page);
        const rows = await findLots(
          tx,
          listed.map(({ id }) => id),
        );
        return { listed, rows, totalCount: page.withTotal ? await countLots(tx, userId, query) : undefined };
      });
      return page.of(found, lotView);
    },
  };
}
