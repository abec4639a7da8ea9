import { randomBytes } from 'node:crypto';
import { isAppError } from '@pingvas/errors';
import { describe, expect, test } from 'vitest';
import { createQuoteSigner, QUOTE_LIFETIME_MS, requestHash } from './quote-token.ts';

const signer = createQuoteSigner(randomBytes(32));
const now = Date.UTC(2026, 10, 21);
const body = { model_id: 'sd15-base', prompt: 'a lighthouse', parameters: { steps: 20, width: 512 } };
const hash = requestHash('txt2img', body);
const token = signer.sign({
  account: 'alice',
  priceVersion: 'v',
  requestHash: hash,
  credits: 90,
  expiresAtMs: now + QUOTE_LIFETIME_MS,
});
const code = (given: string, account = 'alice', of = hash, at = now) => {
  const verified = signer.verify(given, account, of, at);
  return isAppError(verified) ? verified.code : verified.credits;
};

describe('a quote', () => {
  test('holds its price for its account and request', () => {
    expect(code(token)).toBe(90);
    expect(code(token, 'alice', hash, now + QUOTE_LIFETIME_MS - 1)).toBe(90);
  });

  test('is refused after its time, to another account, for another request, and when it was touched', () => {
    expect(code(token, 'alice', hash, now + QUOTE_LIFETIME_MS)).toBe('QUOTE_EXPIRED');
    expect(code(token, 'bob')).toBe('QUOTE_INVALID');
    expect(code(token, 'alice', requestHash('txt2img', { ...body, prompt: 'two lighthouses' }))).toBe('QUOTE_MISMATCH');
    expect(code(`${token.slice(0, -2)}xx`)).toBe('QUOTE_INVALID');
    for (const forged of ['', '.', 'a.b', token.split('.')[0] ?? '']) expect(code(forged)).toBe('QUOTE_INVALID');
  });

  test('is refused under another key', () => {
    const other = createQuoteSigner(randomBytes(32));
    expect(other.verify(token, 'alice', hash, now)).toMatchObject({ code: 'QUOTE_INVALID' });
  });
});

describe('the hash of a request', () => {
  test('does not see order of members, reference, board, visibility or the quote itself', () => {
    const shuffled = { parameters: { width: 512, steps: 20 }, prompt: 'a lighthouse', model_id: 'sd15-base' };
    const labelled = { ...shuffled, client_ref: 'x', board_id: 'y', visibility: 'unlisted', quote: token };
    expect(requestHash('txt2img', labelled)).toBe(hash);
  });

  test('sees mode and every priced member', () => {
    expect(requestHash('img2img', body)).not.toBe(hash);
    expect(requestHash('txt2img', { ...body, num_images: 2 })).not.toBe(hash);
  });
});
