import type { Language } from '../language.ts';
import type { MailWords } from './mail-text.ts';
import { verifyEmailEn } from './verify-email.en.ts';
import { verifyEmailKo } from './verify-email.ko.ts';

interface Template {
  /** The page that the link opens. */
  path: string;
  words: Readonly<Record<Language, MailWords>>;
}

/** Every mail in every language. */
export const TEMPLATES = {
  verify_email: { path: '/verify-email', words: { en: verifyEmailEn, ko: verifyEmailKo } },
} as const satisfies Record<string, Template>;

export type MailTemplate = keyof typeof TEMPLATES;

export const isMailTemplate = (name: string): name is MailTemplate => Object.hasOwn(TEMPLATES, name);
