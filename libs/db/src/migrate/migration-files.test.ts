import { expect, test } from 'vitest';
import { checksumOf, isChecksumOf, migrationsFolder, readMigrations } from './migration-files.ts';

test('a checksum fits its text whatever the line endings, and no other text', () => {
  const unix = 'CREATE TABLE one (\n  id int\n);\n';
  const windows = unix.replaceAll('\n', '\r\n');
  for (const text of [unix, windows]) {
    const checksum = checksumOf(text);
    expect([unix, windows].map((other) => isChecksumOf(checksum, other))).toEqual([true, true]);
    expect(isChecksumOf(checksum, unix.replace('int', 'bigint'))).toBe(false);
  }
});

test('migrations come oldest first and have names that sort by time', async () => {
  const names = (await readMigrations(migrationsFolder)).map(({ name }) => name);
  expect(names).toEqual(names.toSorted());
  expect(names[0]).toMatch(/^\d{14}_environment$/);
});
