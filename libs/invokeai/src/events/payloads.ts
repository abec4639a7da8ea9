import { Type, type Static, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';

const ofItem = <T extends TProperties>(members: T) =>
  Compile(Type.Object({ item_id: Type.Integer(), batch_id: Type.String(), session_id: Type.String(), ...members }));

const Invocation = Type.Object({
  /** Id of the prepared node. */
  id: Type.String(),
  type: Type.String(),
  /** A count on nodes that denoise; null or anything else on others. */
  steps: Type.Optional(Type.Unknown()),
});

export const StatusChanged = ofItem({ status: Type.String() });

export const InvocationEvent = ofItem({
  invocation: Invocation,
  /** Id of the node in the graph that was sent. */
  invocation_source_id: Type.String(),
});

const ProgressSchema = Type.Object({
  item_id: Type.Integer(),
  batch_id: Type.String(),
  invocation: Invocation,
  message: Type.String(),
  percentage: Type.Union([Type.Number(), Type.Null()]),
  image: Type.Union([Type.Object({ dataURL: Type.String() }), Type.Null()]),
});
export type ProgressEvent = Static<typeof ProgressSchema>;
export const ProgressEvent = Compile(ProgressSchema);

export const ItemEvent = ofItem({});
