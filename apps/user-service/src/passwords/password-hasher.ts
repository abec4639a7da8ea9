import { hash, verify } from '@node-rs/argon2';
import { serviceUnavailable } from '@pingvas/errors';

/**
 * OWASP's first choice of argon2id: 19 MiB, 2 passes, 1 lane. Memory makes guessing dear on GPUs; about 25 ms on one core keeps a
 * login quick. A hash carries its own parameters, so raising these later breaks no stored one.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes wait for a thread of the pool: beyond so many an answer would come too late to be of use. */
const MAX_PENDING = 256;
const RETRY_AFTER_SECONDS = 2;

export interface PasswordHasher {
  /** The PHC string of a new argon2id hash. */
  hash: (password: string) => Promise<string>;
  /** Whether the password fits. Without a hash (no such user, or one without a password) false, after the same work. */
  verify: (passwordHash: string | null, password: string) => Promise<boolean>;
}

/** Both refuse with SERVICE_UNAVAILABLE while too many are waiting. */
export function createPasswordHasher(maxPending: number = MAX_PENDING): PasswordHasher {
  // Nobody's password: what the guess of an unknown address is compared with.
  const decoy = hash(crypto.randomUUID(), PARAMETERS);
  let pending = 0;
  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (pending >= maxPending) throw serviceUnavailable(RETRY_AFTER_SECONDS);
    pending += 1;
    return work().finally(() => (pending -= 1));
  };
  return {
    hash: (password) => bounded(() => hash(password, PARAMETERS)),
    verify: (passwordHash, password) =>
      bounded(async () => {
        const fits = await verify(passwordHash ?? (await decoy), password);
        return passwordHash !== null && fits;
      }),
  };
}
