import type { GraphEdge } from '../../src/graph/graph.ts';
import type { Json } from '../json.ts';
import { nodeTypes, type NodeType } from './node-types.ts';

/** A node with every field of its type, defaults filled in. */
export interface SimNode extends Json {
  id: string;
  type: string;
  is_intermediate: boolean;
  use_cache: boolean;
}

export interface SimGraph {
  id: string;
  nodes: Record<string, SimNode>;
  edges: GraphEdge[];
}

/** The type of a node that was checked before. */
export function typeOf({ type }: SimNode): NodeType {
  const known = nodeTypes[type];
  if (!known) throw new Error(`unknown node type ${type}`);
  return known;
}

/** As the real server prints an edge in its messages. */
export const edgeText = ({ source, destination }: GraphEdge): string =>
  `${source.node_id}.${source.field} -> ${destination.node_id}.${destination.field}`;

/** Ids so that every node follows those it depends on; undefined when the edges go in a circle. */
export function inOrder({ nodes, edges }: Pick<SimGraph, 'nodes' | 'edges'>): string[] | undefined {
  const order: string[] = [];
  let rest = Object.keys(nodes);
  while (rest.length > 0) {
    const ready = rest.filter((id) =>
      edges.every(({ source, destination }) => destination.node_id !== id || order.includes(source.node_id)),
    );
    if (ready.length === 0) return undefined;
    order.push(...ready);
    rest = rest.filter((id) => !ready.includes(id));
  }
  return order;
}
