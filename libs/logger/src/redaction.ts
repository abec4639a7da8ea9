/** Members that never reach a log, wherever they stand: credentials, and what people asked to be painted. */
const SECRET_MEMBERS = [
  'authorization',
  'cookie',
  '"set-cookie"',
  'password',
  'current_password',
  'new_password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'reset_token',
  'verification_token',
  'ticket',
  'code_verifier',
  'key',
  'prompt',
  'prompts',
  'negative_prompt',
];

const under = (path: string, member: string): string =>
  member.startsWith('"') ? `${path}[${member}]` : `${path}.${member}`;

/** Paths for pino, to a depth of three: a log line has no reason to be deeper. */
export const redactedPaths: string[] = SECRET_MEMBERS.flatMap((member) => [
  member.startsWith('"') ? `[${member}]` : member,
  under('*', member),
  under('*.*', member),
]);
