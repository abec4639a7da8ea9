import { expect, test } from 'vitest';
import { databaseUrl } from './database-url.ts';

const base = 'postgresql://postgres:secret@127.0.0.1:5432/postgres?sslmode=require';

test('what is not named stays, parameters included', () => {
  expect(databaseUrl(base, { database: 'pingvas' })).toBe(
    'postgresql://postgres:secret@127.0.0.1:5432/pingvas?sslmode=require',
  );
});

test('a password of any characters survives', () => {
  const url = new URL(databaseUrl(base, { user: 'dev_owner', password: 'p@ss/w:rd?&#%' }));
  expect(url.username).toBe('dev_owner');
  expect(decodeURIComponent(url.password)).toBe('p@ss/w:rd?&#%');
});
