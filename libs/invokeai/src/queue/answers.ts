import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const Enqueued = Compile(
  Type.Object({
    enqueued: Type.Integer(),
    requested: Type.Integer(),
    /** Descending, and looked up by batch id: items of an earlier use of that id follow the new one. */
    item_ids: Type.Array(Type.Integer()),
  }),
);

export const QueueStatus = Compile(
  Type.Object({
    queue: Type.Object({ pending: Type.Integer(), in_progress: Type.Integer() }),
    processor: Type.Object({ is_started: Type.Boolean(), is_processing: Type.Boolean() }),
  }),
);

const Nullable = Type.Optional(Type.Union([Type.String(), Type.Null()]));

const ItemSchema = Type.Object({
  item_id: Type.Integer(),
  status: Type.Enum(['pending', 'in_progress', 'completed', 'failed', 'canceled']),
  batch_id: Type.String(),
  session_id: Type.String(),
  error_type: Nullable,
  error_message: Nullable,
  started_at: Nullable,
  completed_at: Nullable,
  session: Type.Object({
    /** Results are filed under the ids of prepared nodes, not under the ids of the graph that was sent. */
    results: Type.Record(Type.String(), Type.Unknown()),
    source_prepared_mapping: Type.Record(Type.String(), Type.Array(Type.String())),
  }),
});
export type Item = Static<typeof ItemSchema>;
export const Item = Compile(ItemSchema);

const ImageOutputSchema = Type.Object({
  type: Type.Literal('image_output'),
  image: Type.Object({ image_name: Type.String({ minLength: 1 }) }),
  width: Type.Integer(),
  height: Type.Integer(),
});
export type ImageOutput = Static<typeof ImageOutputSchema>;
export const ImageOutput = Compile(ImageOutputSchema);

export const isTerminal = ({ status }: Pick<Item, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled';

/** The picture of a node, or undefined when that node has no such result. */
export function imageOf({ session }: Item, nodeId: string): ImageOutput | undefined {
  const prepared = session.source_prepared_mapping[nodeId]?.[0];
  const result = prepared === undefined ? undefined : session.results[prepared];
  return ImageOutput.Check(result) ? result : undefined;
}

/** Names of all pictures that a run has saved, intermediate ones included. */
export const imageNamesOf = ({ session }: Item): string[] =>
  Object.values(session.results).flatMap((result) => (ImageOutput.Check(result) ? [result.image.image_name] : []));

/** `YYYY-MM-DD HH:MM:SS.mmm`, UTC without a zone, as milliseconds since 1970. */
const epochMs = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`);

/** How long the runtime worked on the item by its own clock, in ms; 0 when it never started. */
export function itemMs({ started_at: started, completed_at: completed }: Item): number {
  const ms = started && completed ? epochMs(completed) - epochMs(started) : 0;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
