import type { MailWords } from './mail-text.ts';

export const verifyEmailEn: MailWords = ({ username, link }) => ({
  subject: 'Verify your e-mail address',
  before: [
    `Hello ${username},`,
    'welcome to Pingvas Studio. Please verify your e-mail address to start making images:',
  ],
  link,
  after: ['The link works once, for 24 hours.', 'If you did not sign up, you need not do anything.'],
});
