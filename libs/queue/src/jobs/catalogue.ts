import type { Static } from 'typebox';
import { LeasePayload, leaseIdOf } from '../payloads/lease.ts';
import { Outcome, outcomeIdOf } from '../payloads/outcome.ts';
import { parserOf } from '../payloads/parse.ts';

/**
 * Every job that travels through a queue: where, with what, under which id, and how it is delivered.
 *
 * `once`: a job whose worker died is dropped, never started again. The queue's own recovery would run one lease twice
 * (measured); the scheduler gives the job a new lease instead.
 * `until-applied`: a job that failed, or whose worker died, is delivered again. Outcomes are keyed and fenced, so a
 * repeat changes nothing, and one that is lost would cost a finished picture.
 */
export const catalogue = {
  generate: {
    queue: 'leases',
    payload: LeasePayload,
    parse: parserOf('generate', LeasePayload),
    id: leaseIdOf,
    delivery: 'once',
  },
  outcome: {
    queue: 'outcomes',
    payload: Outcome,
    parse: parserOf('outcome', Outcome),
    id: outcomeIdOf,
    delivery: 'until-applied',
  },
} as const;

type Catalogue = typeof catalogue;
export type JobName = keyof Catalogue;
export type PayloadOf<N extends JobName> = Static<Catalogue[N]['payload']>;
export type QueueKind = Catalogue[JobName]['queue'];
export type Delivery = Catalogue[JobName]['delivery'];
export type JobNameOf<Q extends QueueKind> = { [N in JobName]: Catalogue[N]['queue'] extends Q ? N : never }[JobName];

/** The catalogue's parser and id of one job, typed by its name. */
export const entryOf = <N extends JobName>(name: N): Entry<N> => entries[name];

type Entry<N extends JobName> = {
  readonly queue: QueueKind;
  readonly delivery: Delivery;
  readonly parse: (value: unknown) => PayloadOf<N>;
  readonly id: (payload: PayloadOf<N>) => string;
};
const entries: { readonly [N in JobName]: Entry<N> } = catalogue;
