import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { LANGUAGES, type Language } from './language.ts';
import type { ClaimedMail } from './mails.repository.ts';
import type { MailText } from './templates/mail-text.ts';
import { TEMPLATES, isMailTemplate } from './templates/templates.ts';

export interface ComposedMail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

type Source = Pick<ClaimedMail, 'recipient' | 'template' | 'language' | 'content'>;

const Content = Type.Object({ username: Type.String(), token: Type.String() });

/**
 * Writes a mail out.
 * @param webBaseUrl where its link leads, without a closing slash
 * @throws when the row names no template or lacks what its template needs: trying again would not help
 */
export function composeMail({ recipient, template, language, content }: Source, webBaseUrl: string): ComposedMail {
  if (!isMailTemplate(template)) throw new Error(`There is no mail template ${template}`);
  if (!Value.Check(Content, content)) throw new Error(`The content does not fit the template ${template}`);
  const { path, words } = TEMPLATES[template];
  const spoken: Language = LANGUAGES.find((each) => each === language) ?? 'en';
  const link = `${webBaseUrl}${path}?token=${encodeURIComponent(content.token)}`;
  const mail = words[spoken]({ username: content.username, link });
  return { to: recipient, subject: mail.subject, text: asText(mail), html: asHtml(mail, spoken) };
}

const asText = ({ before, link, after }: MailText): string => `${[...before, link, ...after].join('\n\n')}\n`;

function asHtml({ before, link, after }: MailText, language: Language): string {
  const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
  const anchor = `<p><a href="${escaped(link)}">${escaped(link)}</a></p>`;
  const body = [...before.map(paragraph), anchor, ...after.map(paragraph)].join('\n');
  return `<!doctype html>\n<html lang="${language}"><body>\n${body}\n</body></html>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
