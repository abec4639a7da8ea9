import { describe, expect, test } from 'vitest';
import { createPasswordHasher } from '../passwords/password-hasher.ts';
import { startUserService } from '../test/user-service.ts';
import { seedAdmin } from './admin.ts';

const { client, deps, clock } = await startUserService();
const tools = { db: deps.db, hasher: createPasswordHasher(), clock };
const admin = { email: 'admin@example.test', password: 'a password of the admin' };
const admins = () => deps.db.withSystem((tx) => tx.user.findMany({ where: { role: 'admin' } }));

describe('seed', () => {
  test('at once, many times, makes one verified administrator who can sign in', async () => {
    await Promise.all([1, 2, 3, 4].map(() => seedAdmin(admin, tools)));
    expect(await admins()).toHaveLength(1);
    expect(await seedAdmin(admin, tools)).toBe(false);
    expect((await client.login(admin)).user).toMatchObject({ role: 'admin', email_verified: true });
  });

  test('sets a new password, and lifts an account that is there', async () => {
    expect(await seedAdmin({ ...admin, password: 'another password' }, tools)).toBe(true);
    expect((await client.login({ ...admin, password: 'another password' })).user.role).toBe('admin');
    const { tokens, ...person } = await client.register();
    await seedAdmin(person, tools);
    expect((await client.login(person)).user).toMatchObject({
      id: tokens.user.id,
      role: 'admin',
      email_verified: true,
    });
  });
});
