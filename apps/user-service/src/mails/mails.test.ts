import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeMail } from './compose.ts';
import { pauseSeconds } from './deliver.ts';
import { languageOf } from './language.ts';
import { isPermanent } from './smtp.ts';

const base = { recipient: 'mira@example.com', template: 'verify_email', language: 'en' };
const smtpError = (code: string, responseCode?: number) => Object.assign(new Error('refused'), { code, responseCode });

describe('a mail', () => {
  test('says the same in text and HTML, and its link works in both', () => {
    const mail = composeMail({ ...base, content: { username: 'mira', token: 'a-b_c' } }, 'https://app.example');
    expect(mail.to).toBe('mira@example.com');
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Hello mira,');
      expect(part).toContain('https://app.example/verify-email?token=a-b_c');
    }
  });

  test('is written in Korean for those who prefer it', () => {
    const mail = composeMail(
      { ...base, language: 'ko', content: { username: 'mira', token: 't' } },
      'https://app.example',
    );
    expect(mail.subject).toBe('이메일 주소를 인증해 주세요');
    expect(mail.html).toContain('<html lang="ko">');
  });

  test('no name becomes markup', () => {
    fc.assert(
      fc.property(fc.string(), (username) => {
        const { html } = composeMail({ ...base, content: { username, token: 't' } }, 'https://app.example');
        expect(html.match(/<(?!\/?(?:!doctype html|html|body|p|a)\b)/g)).toBeNull();
        expect(html.match(/<p>/g)).toHaveLength(5);
      }),
    );
  });

  test.each([
    [{ ...base, template: 'toString', content: { username: 'mira', token: 't' } }],
    [{ ...base, content: { username: 'mira' } }],
    [{ ...base, content: null }],
  ])('that cannot be written is an error: %j', (row) => {
    expect(() => composeMail(row, 'https://app.example')).toThrow();
  });
});

describe('trying again', () => {
  test('waits longer each time, an hour at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(pauseSeconds)).toEqual([5, 20, 80, 320, 1280, 3600, 3600, 3600]);
  });

  test.each([
    ['an unknown recipient', smtpError('EENVELOPE', 550), true],
    ['a full mailbox', smtpError('EENVELOPE', 452), false],
    ['refused content', smtpError('EMESSAGE', 554), true],
    ['a login of ours that is refused', smtpError('EAUTH', 535), false],
    ['no connection', smtpError('ECONNECTION'), false],
    ['something else', 'text', false],
  ])('is of no use after %s: %s %s', (_what, error, permanent) => expect(isPermanent(error)).toBe(permanent));
});

test.each([
  [{ language: 'ko' }, 'ko'],
  [{ language: 'fr' }, 'en'],
  [{}, 'en'],
  [null, 'en'],
])('preferences %j mean language %s', (preferences, language) => expect(languageOf({ preferences })).toBe(language));
