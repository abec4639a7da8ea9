import { randomBytes } from 'node:crypto';
import type { ServiceApp } from '@pingvas/http';
import { Value } from 'typebox/value';
import { TokenPair } from '../sessions/token-pair.schemas.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  body: Record<string, unknown>;
  text: string;
}

export interface Person {
  email: string;
  username: string;
  password: string;
  tokens: TokenPair;
}

type Headers = Readonly<Record<string, string>>;

export interface UserClient {
  call: (method: 'GET' | 'POST', path: string, body?: object, headers?: Headers) => Promise<Answer>;
  post: (path: string, body?: object, headers?: Headers) => Promise<Answer>;
  /** Opens an account under new names. */
  register: () => Promise<Person>;
  login: (person: Pick<Person, 'email' | 'password'>) => Promise<TokenPair>;
}

export const bearer = ({ access_token }: TokenPair): Headers => ({ authorization: `Bearer ${access_token}` });

/** Names that nobody has yet, and a password that keeps the rules. */
export const newPerson = (): Omit<Person, 'tokens'> => {
  const username = `u-${randomBytes(6).toString('hex')}`;
  return { email: `${username}@example.test`, username, password: `Moss-${username}-glass` };
};

/** Calls the rows of the service without a network. */
export function createUserClient(app: ServiceApp): UserClient {
  const call: UserClient['call'] = async (method, path, body, headers = {}) => {
    const answer = await app.inject({ method, url: `/api/v1/users${path}`, headers, ...(body && { payload: body }) });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : {}, text: answer.body };
  };
  const post: UserClient['post'] = (path, body, headers) => call('POST', path, body, headers);
  const tokensOf = ({ status, text, body }: Answer): TokenPair => {
    if (status < 300 && Value.Check(TokenPair, body)) return body;
    throw new Error(`No tokens: ${status} ${text}`);
  };
  return {
    call,
    post,
    register: async () => {
      const person = newPerson();
      return { ...person, tokens: tokensOf(await post('/auth/register', person)) };
    },
    login: async ({ email, password }) => tokensOf(await post('/auth/login', { email, password })),
  };
}
