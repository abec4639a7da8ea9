import { newId } from '@pingvas/http';
import type { PaymentTx } from '../database.ts';
import type { Act } from './act.ts';

interface Audited {
  userId: string;
  action: string;
  targetType: string;
  targetId: string;
  reason: string;
  changes: Record<string, string | number | null>;
}

/** Writes down who did what to whom. The role may write here and not read, so nothing is asked back. */
export async function audit(tx: PaymentTx, { actorId, ip, requestId }: Act, audited: Audited): Promise<void> {
  await tx.auditLog.createMany({ data: [{ id: newId(), actorId, ip, requestId, ...audited }] });
}
