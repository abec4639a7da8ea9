import { spawnSync } from 'node:child_process';

/** Whether this machine has PgBouncer. A continuous-integration run must have it: there nothing is left out in silence. */
export const hasPgBouncer = (): boolean =>
  Boolean(process.env.CI) || spawnSync('pgbouncer', ['--version']).status === 0;
