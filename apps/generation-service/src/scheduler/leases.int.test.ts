import { sql } from '@pingvas/db';
import { newId } from '@pingvas/http';
import { afterEach, describe, expect, test } from 'vitest';
import { setPlan, type Account } from '../test/accounts.ts';
import { expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { startGenerationService, startReplica } from '../test/generation-service.ts';
import { apply, leaseOne, leaseToNew, outcomeOf, storedImage, unheardOf } from '../test/leases.ts';
import { leaseJobs } from './leases.repository.ts';

const { admin, create, environment, newAccount, parts } = await startGenerationService();
const { db } = parts.clients;
const another = (await startReplica(environment)).clients.db;

/** On an a10g: more pixels than a t4 takes. */
const large = { parameters: { width: 1032, height: 1032 } };
const anyNumber = { running_jobs: 1_000, queue_size: 1_000 };

const createMany = async (account: Account, count: number, request = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) ids.push(await create(account, request));
  return ids;
};
const usersOf = (leases: Awaited<ReturnType<typeof leaseToNew>>): string[] =>
  leases.map((lease) => lease.payload.user_id);

afterEach(async () => {
  await expectSoundBooks(admin);
  await cancelEverything(admin);
  await expectSoundBooks(admin);
});

describe('who is next', () => {
  test('one job does not wait behind two hundred of somebody else', async () => {
    const [many, one] = [
      await newAccount({ credits: 10_000, limits: anyNumber }),
      await newAccount({ credits: 100, limits: anyNumber }),
    ];
    await createMany(many, 200);
    await leaseToNew(db, 5);
    await create(one);
    expect(usersOf(await leaseToNew(db, 1))).toEqual([one.id]);
  });

  test('work is shared by weight', async () => {
    const starter = await newAccount({ plan: 'starter', credits: 1_000, limits: anyNumber });
    const studio = await newAccount({ plan: 'studio', credits: 1_000, limits: anyNumber });
    await createMany(starter, 40);
    await createMany(studio, 40);
    const users = [...usersOf(await leaseToNew(db, 32)), ...usersOf(await leaseToNew(db, 8))];
    const ofStudio = users.filter((id) => id === studio.id).length;
    expect(ofStudio).toBeGreaterThanOrEqual(29);
    expect(ofStudio).toBeLessThanOrEqual(31);
  });

  test('a job due for another attempt goes before everybody', async () => {
    const [first, second] = [await newAccount({ credits: 100 }), await newAccount({ credits: 100 })];
    await create(first);
    const lease = await leaseOne(db);
    await create(second);
    await apply(db, outcomeOf(lease, 'interrupted'));
    expect(await leaseOne(db)).toMatchObject({ job_id: lease.job_id, lease: 2, attempt: 2 });
    expect(usersOf(await leaseToNew(db, 2))).toEqual([second.id]);
  });

  test('economy work waits while standard work of the class may run', async () => {
    const account = await newAccount({ credits: 100, limits: anyNumber });
    const economy = await create(account, { priority_class: 'economy' });
    const standard = await createMany(account, 2);
    const leases = await leaseToNew(db, 5);
    expect(leases.map((lease) => lease.payload.job_id)).toEqual([...standard, economy]);
  });

  test('standard work of a user at his limit holds no economy work up', async () => {
    const [full, cheap] = [await newAccount({ plan: 'starter', credits: 100 }), await newAccount({ credits: 100 })];
    await createMany(full, 2);
    await create(cheap, { priority_class: 'economy' });
    expect(usersOf(await leaseToNew(db, 3))).toEqual([full.id, cheap.id]);
  });
});

describe('the running limit', () => {
  test('counts the jobs of all classes', async () => {
    const account = await newAccount({ plan: 'studio', credits: 1_000 });
    await createMany(account, 4);
    await createMany(account, 4, large);
    const [small, big] = await Promise.all([leaseToNew(db, 4), leaseToNew(another, 4, 'a10g')]);
    expect(small.length + big.length).toBe(3);
    expect([...(await leaseToNew(db, 4)), ...(await leaseToNew(db, 4, 'a10g'))]).toEqual([]);
  });

  test('lets the next job run when one has ended', async () => {
    const account = await newAccount({ plan: 'starter', credits: 100 });
    await createMany(account, 2);
    const lease = await leaseOne(db);
    expect(await leaseToNew(db, 1)).toEqual([]);
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 1_000)], gpu_ms: 1_000 }));
    expect(await leaseToNew(db, 2)).toHaveLength(1);
  });

  test('follows a change of the plan, up and down', async () => {
    const account = await newAccount({ plan: 'starter', credits: 100 });
    await createMany(account, 6);
    expect(await leaseToNew(db, 6)).toHaveLength(1);
    const change = async (plan: 'starter' | 'studio'): Promise<void> => {
      await setPlan(admin, account.id, plan);
      await admin(sql`SELECT running_limit_refresh(${account.id}::uuid)::text`);
    };
    await change('studio');
    expect(await leaseToNew(db, 1)).toHaveLength(1);
    await change('starter');
    expect(await leaseToNew(db, 6)).toEqual([]);
    await change('studio');
    expect(await leaseToNew(db, 6)).toHaveLength(1);
  });

  test('follows a plan that ended by time with the next create', async () => {
    const account = await newAccount({ plan: 'starter', credits: 100 });
    await createMany(account, 3);
    expect(await leaseToNew(db, 3)).toHaveLength(1);
    await setPlan(admin, account.id, 'studio');
    await create(account);
    expect(await leaseToNew(db, 4)).toHaveLength(2);
    await setPlan(admin, account.id, 'starter');
    await create(account);
    expect(await leaseToNew(db, 1)).toEqual([]);
  });
});

describe('a place in the queue', () => {
  test('is kept by a job whose lease came back before a start', async () => {
    const [giver, other] = [await newAccount({ credits: 100 }), await newAccount({ credits: 100 })];
    const [first] = await createMany(giver, 2);
    const lease = await leaseOne(db);
    await create(other);
    expect(await unheardOf(db, lease)).toMatchObject({ status: 'pending' });
    expect(lease.job_id).toBe(first);
    expect(await leaseOne(db)).toMatchObject({ job_id: first, lease: 2, attempt: 1 });
  });

  test('stays due at once when a second lease came back before its start, on a class the user has no flow in', async () => {
    const account = await newAccount({ credits: 100 });
    await create(account);
    const small = await leaseOne(db);
    const outOfMemory = { code: 'OUT_OF_MEMORY', message: 'too large', retryable: false, larger_class: true };
    await apply(db, outcomeOf(small, 'failed', { error: outOfMemory }));
    await admin(sql`UPDATE generation_jobs SET retry_at = now() WHERE id = ${small.job_id}::uuid`);
    const larger = await leaseOne(db, 'a10g');
    expect(await unheardOf(db, larger)).toMatchObject({ applied: true });
    expect(await leaseOne(db, 'a10g')).toMatchObject({ job_id: small.job_id, lease: 3, attempt: 2 });
  });

  test('passes to the next job when the first one is cancelled', async () => {
    const account = await newAccount({ credits: 100 });
    const [head, next] = await createMany(account, 2);
    await parts.cancelling.cancel(account.id, head ?? '', 'user_request');
    expect(await leaseOne(db)).toMatchObject({ job_id: next });
  });

  test('counts the jobs ahead, own and of others', async () => {
    const [one, two] = [await newAccount({ credits: 100 }), await newAccount({ credits: 100 })];
    const own = await createMany(one, 2);
    const other = await create(two);
    const positionOf = async (account: Account, id: string) => (await parts.jobs.get(account.id, id)).queue?.position;
    expect([await positionOf(one, own[0] ?? ''), await positionOf(two, other)]).toEqual([0, 0]);
    // Both heads have the same tag; the second job of one starts after the head of the other.
    expect(await positionOf(one, own[1] ?? '')).toBe(2);
  });
});

describe('schedulers that run at once', () => {
  test('lease no job twice and give no worker two', async () => {
    const accounts = await Promise.all([1, 2, 3].map(() => newAccount({ credits: 1_000, limits: anyNumber })));
    for (const account of accounts) {
      await createMany(account, 8);
      await createMany(account, 8, large);
    }
    const workerIds = Array.from({ length: 20 }, newId);
    const run = (index: number) =>
      leaseJobs(index % 2 ? db : another, { gpuClass: index % 4 < 2 ? 't4' : 'a10g', workerIds, maxLeases: 7 });
    const leases = (await Promise.all(Array.from({ length: 12 }, (_, index) => run(index)))).flat();
    expect(leases).toHaveLength(20);
    expect(new Set(leases.map((lease) => lease.worker_id)).size).toBe(20);
    expect(new Set(leases.map((lease) => lease.payload.job_id)).size).toBe(20);
  });

  test('lease at most as much as a run may', async () => {
    await createMany(await newAccount({ credits: 1_000, limits: anyNumber }), 5);
    const workerIds = Array.from({ length: 5 }, newId);
    expect(await leaseJobs(db, { gpuClass: 't4', workerIds, maxLeases: 2 })).toHaveLength(2);
  });
});
