/** What a mail says, as plain text; the HTML part is made of the same words. */
export interface MailText {
  subject: string;
  /** Paragraphs before the link. */
  before: readonly string[];
  link: string;
  /** Paragraphs after it. */
  after: readonly string[];
}

export type MailWords = (values: { username: string; link: string }) => MailText;
