import type { TestServers } from './test-servers.ts';

/** A server that is ready, and what others need to know of it. */
export interface Started<T> {
  value: T;
  stop: () => Promise<void>;
}

/** One way to get the three servers. Each holds nothing when it starts and keeps nothing when it stops. */
export interface ServerStarters {
  postgres: () => Promise<Started<string>>;
  redis: () => Promise<Started<string>>;
  s3: () => Promise<Started<TestServers['s3']>>;
}
