import type { Page } from '@pingvas/http';
import { expect, test } from 'vitest';
import { startPaymentService } from '../test/payment-service.ts';
import type { Plan } from './plans.schemas.ts';

const { call } = await startPaymentService();

test('plans are there for anybody, with prices and limits, from the smallest to the largest', async () => {
  const { body, headers } = await call<Page<Plan>>('/subscriptions/plans');
  expect(body.data.map(({ plan_type }) => plan_type)).toEqual(['free', 'starter', 'pro', 'studio', 'enterprise']);
  expect(body.data[1]).toMatchObject({
    monthly_credits: 5000,
    prices: [
      { billing_period: 'monthly', price: { amount: 2500, currency: 'USD' } },
      { billing_period: 'yearly', price: { amount: 25_000, currency: 'USD' } },
    ],
    limits: { queue_size: 10, max_side_px: 1024 },
  });
  expect(body.data[4]).toMatchObject({ monthly_credits: null, prices: [], purchasable: false });
  expect(headers['cache-control']).toBe('public, max-age=60');
  const again = await call('/subscriptions/plans', { headers: { 'if-none-match': String(headers.etag) } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('the document names every row once, and what is not built is not there', async () => {
  const { body } = await call<{ paths: Record<string, Record<string, { operationId: string }>> }>('/openapi.json');
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path).map((row) => row.operationId));
  expect(operations.toSorted()).toEqual([
    'payments_admin_enterprise_activate_post',
    'payments_admin_grants_post',
    'payments_admin_reconciliation_get',
    'payments_admin_users_credits_get',
    'payments_credits_balance_get',
    'payments_credits_lots_list',
    'payments_credits_transactions_list',
    'payments_subscriptions_me_get',
    'payments_subscriptions_plans_list',
  ]);
  expect((await call('/credits/packages')).status).toBe(404);
});
