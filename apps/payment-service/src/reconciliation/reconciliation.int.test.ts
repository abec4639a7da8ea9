import { newId } from '@pingvas/http';
import { grantCredits } from '@pingvas/testing';
import { describe, expect, test } from 'vitest';
import type { AccountCredits } from '../accounts/accounts.schemas.ts';
import { createLook } from '../test/look.ts';
import { startPaymentService } from '../test/payment-service.ts';
import type { Reconciliation } from './reconciliation.schemas.ts';

const { call, database, deps, signIn } = await startPaymentService();
const look = createLook(database);
const admin = await signIn({ role: 'admin' });

const check = async () => (await call<Reconciliation>('/admin/reconciliation', { headers: admin.headers })).body;
const gauge = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name}\\{.*\\} (.*)$`, 'm').exec(await deps.metrics.text())?.[1]);

describe('reconciliation', () => {
  test('is all zero in health', async () => {
    const user = await signIn();
    await grantCredits(database, user.user.id, 100);
    const { checked_at, ...figures } = await check();
    expect(Date.parse(checked_at)).not.toBeNaN();
    expect(figures).toEqual({
      ledger_drift_credits: 0,
      holds_without_job: 0,
      jobs_without_hold: 0,
      provider_mismatches: 0,
      objects_without_row: 0,
    });
  });

  test('finds what does not agree', async () => {
    const user = await signIn();
    await grantCredits(database, user.user.id, 100);
    await look.hold(user.user.id, 10);
    await look.insertJob(user.user.id, null);
    await look.corruptBalance(user.user.id, 3);
    expect(await check()).toMatchObject({ holds_without_job: 1, jobs_without_hold: 1 });
    expect((await check()).ledger_drift_credits).toBeGreaterThanOrEqual(3);
    await deps.checkLedger();
    expect(await gauge('ledger_drift_credits')).toBe((await check()).ledger_drift_credits);
    expect(await gauge('ledger_checked_at')).toBeGreaterThan(1_700_000_000);
  });

  test('checks that run at once wait for nobody', async () => {
    await Promise.all([deps.checkLedger(), deps.checkLedger(), deps.checkLedger()]);
  });

  test('is for administrators', async () => {
    const { headers } = await signIn({ role: 'moderator' });
    expect((await call('/admin/reconciliation', { headers })).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await call('/admin/reconciliation')).body).toMatchObject({ status: 401 });
  });
});

describe('the credits of any user', () => {
  const read = (userId: string, headers = admin.headers) =>
    call<AccountCredits>(`/admin/users/${userId}/credits`, { headers });

  test('are shown to an administrator', async () => {
    const user = await signIn();
    await grantCredits(database, user.user.id, 100);
    const { body } = await read(user.user.id);
    expect(body).toMatchObject({ credits: { available: 100 }, lots: [{ remaining: 100 }], entries: [{ amount: 100 }] });
  });

  test('are there only for users who are', async () => {
    for (const id of [newId(), 'nobody'])
      expect((await read(id)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const user = await signIn();
    expect((await read(admin.user.id, user.headers)).body).toMatchObject({ status: 403 });
  });
});
