import { afterAll, describe, expect, test } from 'vitest';
import { createEventHub } from './event-hub.ts';
import type { EventLog } from './event-log.ts';
import { createTestAccounts, logger } from './test/accounts.ts';
import { createListener, range } from './test/listener.ts';

const { append, log, newUser } = await createTestAccounts();
const hub = createEventHub({ log, logger });
afterAll(() => hub.close());

describe('a follower', () => {
  test('gets what was logged after his position, then what comes, in order, once', async () => {
    const userId = await newUser();
    await append(userId, 7);
    const listener = createListener();
    const following = hub.follow(userId, 3, listener);
    await following.caughtUp;
    expect(listener.seqs).toEqual([4, 5, 6, 7]);
    await append(userId, 5);
    hub.wake(userId);
    await listener.heard(12);
    following.stop();
    expect(listener.seqs).toEqual(range(3, 12));
  });

  test('misses nothing and hears nothing twice while others write, join and leave', async () => {
    const userId = await newUser();
    await append(userId, 40);
    const followers: { from: number; listener: ReturnType<typeof createListener>; stop: () => void }[] = [];
    const writing = (async () => {
      for (let round = 0; round < 40; round++) {
        await append(userId, 5);
        hub.wake(userId);
      }
    })();
    for (let joined = 0; joined < 30; joined++) {
      const from = (joined * 7) % 40;
      const listener = createListener();
      const { caughtUp, stop } = hub.follow(userId, from, listener);
      await caughtUp;
      followers.push({ from, listener, stop });
      if (joined % 3 === 0) followers[joined / 3]?.stop();
    }
    await writing;
    const staying = followers.slice(11);
    for (const { from, listener, stop } of staying) {
      await listener.heard(240);
      stop();
      expect(listener.seqs).toEqual(range(from, 240));
    }
    for (const { from, listener } of followers)
      expect(listener.seqs).toEqual(range(from, listener.seqs.at(-1) ?? from));
  });

  test('hears of events within the poll when no wake-up comes', async () => {
    const userId = await newUser();
    const listener = createListener();
    const { caughtUp, stop } = hub.follow(userId, 0, listener);
    await caughtUp;
    await append(userId, 3);
    await listener.heard(3);
    stop();
    expect(listener.seqs).toEqual([1, 2, 3]);
  });

  test('behind a long log gets all of it, no faster than he reads', async () => {
    const userId = await newUser();
    for (let part = 0; part < 12; part++) await append(userId, 100);
    let unread = 0;
    const listener = createListener({
      drained: async () => {
        unread++;
        expect(unread).toBe(1);
        await Promise.resolve();
        unread--;
      },
    });
    await hub.follow(userId, 0, listener).caughtUp;
    expect(listener.seqs).toEqual(range(0, 1_200));
  });

  test('who left during the replay is told no more', async () => {
    const userId = await newUser();
    for (let part = 0; part < 6; part++) await append(userId, 100);
    const listener = createListener({ event: ({ seq }) => (seq === 5 ? following.stop() : undefined) });
    const following = hub.follow(userId, 0, listener);
    await following.caughtUp;
    expect(hub.isFollowed(userId)).toBe(false);
  });

  test('is told when the log cannot be read, and follows nothing then', async () => {
    const broken: EventLog = { ...log, page: () => Promise.reject(new Error('database away')) };
    const other = createEventHub({ log: broken, logger });
    const userId = await newUser();
    await expect(other.follow(userId, 0, createListener()).caughtUp).rejects.toThrow('database away');
    expect(other.isFollowed(userId)).toBe(false);
    other.close();
  });

  test('hears what he missed while the database was away', async () => {
    let away = false;
    const flaky: EventLog = {
      ...log,
      after: (...args) => (away ? Promise.reject(new Error('database away')) : log.after(...args)),
    };
    const other = createEventHub({ log: flaky, logger });
    const userId = await newUser();
    const listener = createListener();
    await other.follow(userId, 0, listener).caughtUp;
    away = true;
    await append(userId, 2);
    other.wake(userId);
    away = false;
    await listener.heard(2);
    other.close();
    expect(listener.seqs).toEqual([1, 2]);
  });
});

describe('events of one account', () => {
  test('reach nobody who follows another', async () => {
    const [alice, bob] = [await newUser(), await newUser()];
    const listener = createListener();
    const { caughtUp, stop } = hub.follow(bob, 0, listener);
    await caughtUp;
    await append(alice, 3);
    await append(bob, 1);
    hub.wake(alice);
    hub.wake(bob);
    hub.transient(alice, 'for alice', 'job.progress', null);
    hub.transient(bob, 'for bob', 'job.progress', null);
    await listener.heard(1);
    stop();
    expect([listener.seqs, listener.transients]).toEqual([[1], ['for bob']]);
  });
});
