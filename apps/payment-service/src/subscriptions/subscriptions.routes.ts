import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { mySubscriptionSchema } from './subscriptions.schemas.ts';
import type { SubscriptionsService } from './subscriptions.service.ts';

export const subscriptionRoutes: Routes<{ subscriptions: SubscriptionsService }> = async (app, { subscriptions }) => {
  const config = keyRow('credits:read');
  app.get('/subscriptions/me', { config, schema: mySubscriptionSchema }, (request) =>
    subscriptions.of(callerOf(request).userId),
  );
};
