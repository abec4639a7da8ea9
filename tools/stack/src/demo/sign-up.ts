import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Narrator } from './narrator.ts';
import type { TokenPair } from './wire.ts';

const MAIL_TIMEOUT_MS = 30_000;

/** Registers a new user and follows the link in the mail; resolves the access token. */
export const signUp = async (client: Client, mail: string, narrator: Narrator): Promise<string> => {
  const username = `ada-${randomBytes(4).toString('hex')}`;
  const email = `${username}@example.test`;
  const password = randomBytes(12).toString('base64url');
  const body = { email, username, password };
  const { access_token: token } = await client.call<TokenPair>('POST', '/users/auth/register', { body });
  narrator.done(`registered ${email}`);
  const verification_token = await mailedToken(mail, email);
  await client.call('POST', '/users/auth/verify-email', { body: { verification_token } });
  narrator.done('e-mail verified with the link of the mail');
  return token;
};

const mailedToken = async (mail: string, email: string): Promise<string> => {
  const end = Date.now() + MAIL_TIMEOUT_MS;
  while (Date.now() < end) {
    const answer = await fetch(`${mail}/messages?to=${encodeURIComponent(email)}`, {
      signal: AbortSignal.timeout(5_000),
    });
    const token = /token=([\w.~-]+)/.exec(await answer.text())?.[1];
    if (token !== undefined) return token;
    await sleep(50);
  }
  throw new Error(`no mail came for ${email} within ${MAIL_TIMEOUT_MS / 1_000} s`);
};
