import { preferencesOf } from '../users/user.view.ts';

export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a user's mails: his preference, English where we do not have it. */
export const languageOf = (user: { preferences: unknown }): Language =>
  LANGUAGES.find((language) => language === preferencesOf(user).language) ?? 'en';
