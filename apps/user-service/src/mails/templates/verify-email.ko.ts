import type { MailWords } from './mail-text.ts';

export const verifyEmailKo: MailWords = ({ username, link }) => ({
  subject: '이메일 주소를 인증해 주세요',
  before: [
    `${username} 님, 안녕하세요.`,
    'Pingvas Studio에 오신 것을 환영합니다. 이미지를 만들려면 이메일 주소를 인증해 주세요:',
  ],
  link,
  after: ['이 링크는 24시간 동안 한 번만 사용할 수 있습니다.', '가입하신 적이 없다면 이 메일을 무시하셔도 됩니다.'],
});
