import { assertUsable, type Redis } from '@pingvas/redis';
import type { RuntimeGate } from '../runtime/runtime-gate.ts';
import type { WorkerStatus } from '../worker/status.ts';
import type { HealthChecks } from './health-server.ts';

type Options = { readonly status: WorkerStatus; readonly gate: RuntimeGate; readonly redis: Redis };

/**
 * Live: the lease at hand, if any, is within its time. That the runtime or Redis is away is no reason for a restart.
 * Ready: the runtime is prepared and Redis answers.
 */
export const createHealthChecks = ({ status, gate, redis }: Options): HealthChecks => ({
  async live() {
    const deadlineMs = status.deadlineMs();
    if (deadlineMs !== null && performance.now() > deadlineMs) throw new Error('a lease is long over its time');
  },
  async ready() {
    if (!gate.isOpen()) throw new Error('the runtime is not ready');
    await assertUsable(redis);
  },
});
