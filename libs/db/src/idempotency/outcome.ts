import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

/** What the SQL function `idempotency_claim` says of a key; null: it is free and now held. */
const Outcome = Type.Union([
  Type.Null(),
  Type.Object({
    outcome: Type.Literal('replay'),
    status: Type.Integer(),
    body: Type.String(),
    location: Type.Union([Type.String(), Type.Null()]),
  }),
  Type.Object({ outcome: Type.Literal('conflict') }),
  Type.Object({ outcome: Type.Literal('in_progress') }),
]);

/** @throws when it is none of the outcomes: function and code do not belong together */
export function readOutcome(value: unknown): Static<typeof Outcome> {
  if (Value.Check(Outcome, value)) return value;
  throw new TypeError('idempotency_claim answered something unknown');
}
