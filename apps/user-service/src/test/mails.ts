import { setTimeout as sleep } from 'node:timers/promises';

export interface SentMail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

const DEADLINE_MS = 10_000;

/** Waits until so many mails have come to an address; newest first. */
export async function mailsTo(mailUrl: string, address: string, count = 1): Promise<SentMail[]> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const mails = await mailsNow(mailUrl, address);
    if (mails.length >= count) return mails;
    if (Date.now() > deadline) throw new Error(`${mails.length} mails came to ${address}, not ${count}`);
    await sleep(25);
  }
}

export async function mailsNow(mailUrl: string, address: string): Promise<SentMail[]> {
  const answer = await fetch(`${mailUrl}/messages?to=${encodeURIComponent(address)}`);
  return (await answer.json()) as SentMail[];
}

/** The token in the link of a mail. */
export function tokenIn({ text }: SentMail): string {
  const token = /[?&]token=([\w-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`No link in: ${text}`);
  return token;
}
