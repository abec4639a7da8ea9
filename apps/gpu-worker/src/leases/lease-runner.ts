import { leaseIdOf, type LeasePayload, type Outcome } from '@pingvas/queue';
import { endOf } from './end.ts';
import { makeImages } from './make-images.ts';
import type { StopSignal } from './stop-signal.ts';
import { startWork, type Tools } from './work.ts';

/**
 * Runs one claimed lease to its end and reports it: `started`, an `image` for each, and one end, which is returned.
 * Never rejects; the runtime is put in doubt when it may be ill, else what the lease left there is deleted.
 */
export const runLease = async (tools: Tools, lease: LeasePayload, stop: StopSignal): Promise<Outcome> => {
  const work = startWork(tools, lease, stop);
  const unwatch = tools.cancels.watch(leaseIdOf(lease), stop);
  tools.outcomes.put(work.attempt.message('started'));
  const error = await makeImages(tools, work).then(
    () => null,
    (reason: unknown) => ({ reason }),
  );
  unwatch();
  work.progress.close();
  if (error) work.logger.warn({ err: error.reason, stop: stop.reason() }, 'lease ended early');
  const { outcome, runtimeSuspect } = endOf(work, error);
  tools.outcomes.put(outcome);
  if (runtimeSuspect) tools.gate.doubt();
  else await work.maker.cleanUp();
  return outcome;
};
