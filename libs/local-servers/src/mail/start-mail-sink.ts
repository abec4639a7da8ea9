import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer, listen } from '../net/listen.ts';
import type { Mailbox } from './mailbox.ts';
import { createMailbox } from './mailbox.ts';
import { listenSmtp } from './smtp.ts';

export interface MailSink {
  /** Where to send: `smtp://127.0.0.1:<port>`. */
  smtpUrl: string;
  /** Where to read: `GET /messages?to=…` and `DELETE /messages`. */
  url: string;
  stop: () => Promise<void>;
}

/**
 * Catches every mail instead of sending it. `GET /messages?to=…` answers a list, newest first, of
 * `{id, to, subject, text, html, received_at}`; `DELETE /messages` empties it. Ports left out: any free one.
 */
export const startMailSink = async ({ smtpPort = 0, httpPort = 0 } = {}): Promise<MailSink> => {
  const mailbox = createMailbox();
  const smtp = await listenSmtp(mailbox, smtpPort);
  const http = createServer((request, response) => answer(mailbox, request, response));
  const port = await listen(http, httpPort);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    url: `http://127.0.0.1:${port}`,
    stop: async () => void (await Promise.all([smtp.close(), closeServer(http)])),
  };
};

const answer = (mailbox: Mailbox, { method, url = '/' }: IncomingMessage, response: ServerResponse): void => {
  const { pathname, searchParams } = new URL(url, 'http://sink');
  if (pathname === '/healthz') return send(response, 200, { status: 'ok' });
  if (pathname !== '/messages') return send(response, 404, { error: 'not found' });
  if (method === 'GET') return send(response, 200, mailbox.list(searchParams.get('to') ?? undefined));
  if (method !== 'DELETE') return send(response, 405, { error: 'only GET and DELETE' });
  mailbox.clear();
  send(response, 200, { ok: true });
};

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};
