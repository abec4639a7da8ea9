// The peer of bench:create: one bare Fastify route that calls the same SQL function, through the same client and pool, or
// (CLIENT=pg) through plain pg. Reads everything from its environment, prints its address.
import { sql } from '@pingvas/db';
import Fastify from 'fastify';
import pg from 'pg';
import { openDb } from './accounts.ts';
import { createArgument } from './request.ts';

const { CLIENT, DATABASE_URL = '', DB_POOL_MAX, DB_SCHEMA = '', MODEL_ID = '', PLAN_KEY = '' } = process.env;

type Create = (userId: string, request: string) => Promise<unknown>;

const throughPrisma = (): Create => {
  const db = openDb(DATABASE_URL, DB_SCHEMA, Number(DB_POOL_MAX));
  return (userId, request) => db.statement(sql`SELECT generation_create(${userId}::uuid, ${request}::jsonb) AS answer`);
};
const throughPg = (): Create => {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(DB_POOL_MAX) });
  return async (userId, request) => {
    const { rows } = await pool.query<{ answer: unknown }>('SELECT generation_create($1::uuid, $2::jsonb) AS answer', [
      userId,
      request,
    ]);
    return rows;
  };
};

const create = CLIENT === 'pg' ? throughPg() : throughPrisma();
const app = Fastify();
app.post<{ Headers: { user: string } }>('/create', async (request, reply) => {
  const argument = createArgument(PLAN_KEY, MODEL_ID, 1);
  return reply.code(201).send(await create(request.headers.user, JSON.stringify(argument)));
});
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
