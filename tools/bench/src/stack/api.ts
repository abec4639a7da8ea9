import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from './running-stack.ts';

const CALL_LIMIT_MS = 90_000;

/** Calls one service without the gateway: the gateway is a development tool and would be what is measured. */
export async function call<Answer>(
  url: string,
  { body, headers = {}, token }: { body?: object; headers?: Record<string, string>; token?: string } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_LIMIT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as Answer;
}

interface Tokens {
  access_token: string;
  user: { id: string };
}

/** A verified user with so many credits, on terms that queue and rates do not bound. @returns his access token */
export async function privilegedUser(stack: Stack, name: string, credits: number): Promise<string> {
  const users = `${stack.gateway}/api/v1/users/auth`;
  const email = `${name}@bench.example`;
  const password = `bench-${name}-${Date.now()}`;
  const { access_token, user } = await call<Tokens>(`${users}/register`, { body: { email, username: name, password } });
  await call(`${users}/verify-email`, { body: { verification_token: await mailedToken(stack, email) } });
  const admin = await call<Tokens>(`${users}/login`, { body: stack.admin });
  await call(`${stack.gateway}/api/v1/payments/admin/enterprise/activate`, {
    token: admin.access_token,
    body: {
      user_id: user.id,
      monthly_credits: credits,
      limits: { queue_size: 1_000_000, running_jobs: 10 },
      reason: 'a benchmark needs room',
    },
  });
  return access_token;
}

async function mailedToken(stack: Stack, email: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const mails = await call<{ text: string }[]>(`${stack.mail}/messages?to=${encodeURIComponent(email)}`);
    const token = /token=([^&\s"'<>)]+)/.exec(mails[0]?.text ?? '')?.[1];
    if (token) return decodeURIComponent(token);
    await sleep(100);
  }
  throw new Error(`no mail came for ${email}`);
}
