import { randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';

export interface Message {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  received_at: string;
}

export interface Mailbox {
  /** Takes one mail as it came over SMTP; each envelope recipient gets a copy of its own. */
  add: (raw: Buffer, recipients: readonly string[]) => Promise<void>;
  /** Newest first; of one recipient (case does not matter) when `to` is given. */
  list: (to?: string) => Message[];
  clear: () => void;
}

/** Mails in memory; beyond `capacity` the oldest are forgotten. */
export const createMailbox = (capacity = 1_000): Mailbox => {
  let messages: Message[] = [];
  return {
    add: async (raw, recipients) => {
      const mail = await PostalMime.parse(raw);
      const copies = recipients.map((to) => ({
        id: randomUUID(),
        to,
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: mail.html ?? '',
        received_at: new Date().toISOString(),
      }));
      messages = [...copies, ...messages].slice(0, capacity);
    },
    list: (to) => messages.filter((message) => to === undefined || message.to.toLowerCase() === to.toLowerCase()),
    clear: () => {
      messages = [];
    },
  };
};
