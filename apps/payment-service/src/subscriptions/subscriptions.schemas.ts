import { Subscription } from '@pingvas/plans';

export const mySubscriptionSchema = {
  summary: 'My subscription',
  description: 'Users on the free plan have one too: its months run from the day of sign-up.',
  tags: ['Subscriptions'],
  response: { 200: Subscription },
};
