import { randomUUID } from 'node:crypto';
import type { SimGraph, SimNode } from '../graph/graph.ts';
import { withoutNulls, type Json } from '../json.ts';

export type ItemStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'canceled';

/** What the runner knows of one run of a graph. Results and errors are filed under ids of prepared nodes. */
export interface Session {
  id: string;
  graph: SimGraph;
  execution_graph: { id: string; nodes: Record<string, SimNode>; edges: SimGraph['edges'] };
  executed: string[];
  executed_history: string[];
  results: Record<string, Json>;
  errors: Record<string, string>;
  prepared_source_mapping: Record<string, string>;
  source_prepared_mapping: Record<string, string[]>;
  ready_order: string[];
  indegree: Record<string, number>;
}

export interface ItemError {
  error_type: string | null;
  error_message: string | null;
  error_traceback: string | null;
}

export interface FieldValue {
  node_path: string;
  field_name: string;
  value: unknown;
}

export interface QueueItem extends ItemError {
  item_id: number;
  status: ItemStatus;
  priority: number;
  batch_id: string;
  origin: string | null;
  destination: string | null;
  session_id: string;
  created_at: string;
  updated_at: string;
  started_at: string | null;
  completed_at: string | null;
  queue_id: string;
  user_id: string;
  user_display_name: string;
  user_email: string;
  field_values: FieldValue[] | null;
  retried_from_item_id: number | null;
  session: Session;
  workflow: unknown;
}

/** UTC without a zone, as the database of the runtime writes it. */
export const sqlTime = (date = new Date()): string => date.toISOString().replace('T', ' ').replace('Z', '');

const newSession = (graph: SimGraph): Session => ({
  id: randomUUID(),
  graph,
  execution_graph: { id: randomUUID(), nodes: {}, edges: [] },
  executed: [],
  executed_history: [],
  results: {},
  errors: {},
  prepared_source_mapping: {},
  source_prepared_mapping: {},
  ready_order: [],
  indegree: {},
});

export type NewItem = Pick<
  QueueItem,
  'queue_id' | 'priority' | 'batch_id' | 'origin' | 'destination' | 'field_values' | 'workflow'
> & { graph: SimGraph; item_id: number };

export function newItem({ graph, ...given }: NewItem): QueueItem {
  const session = newSession(graph);
  const now = sqlTime();
  return {
    ...given,
    status: 'pending',
    session_id: session.id,
    session,
    error_type: null,
    error_message: null,
    error_traceback: null,
    created_at: now,
    updated_at: now,
    started_at: null,
    completed_at: null,
    user_id: 'system',
    user_display_name: 'System',
    user_email: 'system@system.invokeai',
    retried_from_item_id: null,
  };
}

/** One item by its id comes without its nulls; lists and cancellations keep them. */
export const bareItem = (item: QueueItem): unknown => withoutNulls(item);

export const isOver = ({ status }: QueueItem): boolean => status !== 'pending' && status !== 'in_progress';
