import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';
import { checkPassword } from './password-rules.ts';

const names = { email: 'Mira.Holm@example.com', username: 'mira_holm_1', fullName: 'Mira Holmberg' };
const weak = (password: string): boolean => {
  try {
    checkPassword(password, names);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'WEAK_PASSWORD', status: 400 });
    return true;
  }
};

describe('a weak password', () => {
  test.each([
    ['has nine characters', 'x7#kQ9!mz'],
    ['has nine characters of two code units', '🦊🦉🐙🦀🐳🦜🦔🐝🦎'],
    ['is the e-mail address', 'mira.holm@EXAMPLE.com'],
    ['is the username', 'MIRA_HOLM_1'],
    ['is the full name', ' mira holmberg '],
    ['is a common word', 'correcthorsebatterystaple'],
    ['is a common word with digits and signs', 'Password2024!'],
    ['is a common word with look-alikes', 'P@ssw0rd123'],
    ['is a common word twice', 'sunshinesunshine'],
    ['runs over the keyboard', 'qwertyuiop'],
    ['runs over the digits', '1234567890'],
    ['runs over the digits and starts again', '123456789012'],
    ['runs over the alphabet', 'abcdefghijkl'],
    ['is one letter', 'aaaaaaaaaaaa'],
    ['repeats a short piece', 'abc1abc1abc1'],
  ])('%s', (_why, password) => expect(weak(password)).toBe(true));

  test.each(['Tr4verse-lantern-91', 'kiwi moss under glass', 'Pw-8rZk2Qd0xT1mVb3s', '비밀번호는길어야안전하다'])(
    'is not %s',
    (password) => expect(weak(password)).toBe(false),
  );

  test('is never one of 24 random base64url characters', () => {
    const random = fc
      .uint8Array({ minLength: 18, maxLength: 18 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    const mixed = random.filter((text) => new Set(text).size > 8);
    fc.assert(fc.property(mixed, (password) => !weak(password)));
  });
});

describe('password hasher', () => {
  test('stores argon2id with a salt of its own and finds only the right password', async () => {
    const hasher = createPasswordHasher();
    const [first, second] = await Promise.all([hasher.hash('kiwi moss'), hasher.hash('kiwi moss')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await hasher.verify(first, 'kiwi moss')).toBe(true);
    expect(await hasher.verify(first, 'kiwi mosS')).toBe(false);
  });

  test('nobody signs in where there is no password', async () => {
    expect(await createPasswordHasher().verify(null, 'kiwi moss')).toBe(false);
  });

  test('refuses work beyond its limit and takes more when some is done', async () => {
    const hasher = createPasswordHasher(1);
    const first = hasher.hash('kiwi moss');
    await expect(hasher.hash('kiwi moss')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await first;
    await expect(hasher.hash('kiwi moss')).resolves.toContain('$argon2id$');
  });
});
