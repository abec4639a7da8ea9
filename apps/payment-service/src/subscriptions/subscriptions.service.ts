import { notFound } from '@pingvas/errors';
import { subscriptionView, type Subscription } from '@pingvas/plans';
import type { PaymentDb } from '../database.ts';
import { findSignUp, findSubscription } from './subscriptions.repository.ts';

export interface SubscriptionsService {
  /** The user’s subscription, or the free plan. Always from the primary. */
  of(userId: string): Promise<Subscription>;
}

export const createSubscriptionsService = ({ db }: { db: PaymentDb }): SubscriptionsService => ({
  of: (userId) =>
    db.withUser(userId, async (tx) => {
      const user = await findSignUp(tx, userId);
      if (user === null) throw notFound();
      return subscriptionView(await findSubscription(tx, userId), user, new Date());
    }),
});
