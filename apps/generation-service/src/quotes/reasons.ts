import { AppError, insufficientCredits, queueLimitReached } from '@pingvas/errors';
import type { ResolvedRequest } from '../requests/resolve.ts';
import type { Quote } from './quote.schema.ts';
import type { Standing } from './standing.repository.ts';

const reason = ({ code, message }: AppError): Quote['reasons'][number] => ({ code, detail: message });

/** Everything that would stop the request now, in the order of the checks (API contract 1.6). */
export function reasonsAgainst(resolved: ResolvedRequest, credits: number, standing: Standing): Quote['reasons'] {
  const { available, openEntries, queueSize, storageBytes, usedBytes } = standing;
  const found: (AppError | null)[] = [
    resolved.problem,
    storageBytes !== null && usedBytes >= storageBytes ? new AppError('STORAGE_QUOTA_EXCEEDED') : null,
    resolved.infeasible ? new AppError('NO_CAPACITY', { reason: resolved.infeasible }) : null,
    openEntries >= queueSize ? queueLimitReached({ limit: queueSize, open: openEntries }) : null,
    available < credits ? insufficientCredits({ required: credits, available }) : null,
  ];
  return found.filter((problem) => problem !== null).map(reason);
}
