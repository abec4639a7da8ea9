import type { Tx } from '../database.ts';

/** Where a request came from, as the audit log and a session keep it. */
export interface Origin {
  ip: string;
  userAgent: string;
  requestId: string;
}

interface Act {
  id: string;
  userId: string;
  /** Who did it; null when it was the system. */
  actorId: string | null;
  action:
    | 'user.registered'
    | 'session.created'
    | 'session.revoked'
    | 'session.reuse_detected'
    | 'email.verified'
    | 'user.seeded';
  target: { type: 'user' | 'session'; id: string };
  changes?: Readonly<Record<string, string | boolean | number>>;
}

/** Notes a security-relevant act in the transaction that does it. */
export async function recordAct(tx: Tx, act: Act, origin?: Origin): Promise<void> {
  const { id, userId, actorId, action, target, changes = {} } = act;
  await tx.$executeRaw`
    INSERT INTO audit_log (id, user_id, actor_id, action, target_type, target_id, changes, ip, request_id)
    VALUES (${id}::uuid, ${userId}::uuid, ${actorId}::uuid, ${action}, ${target.type}, ${target.id},
      ${JSON.stringify(changes)}::jsonb, ${origin?.ip ?? null}, ${origin?.requestId ?? null})`;
}
