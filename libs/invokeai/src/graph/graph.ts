/** A node as the runtime takes it: its fields stand beside the four common ones. */
export interface GraphNode {
  readonly id: string;
  readonly type: string;
  readonly is_intermediate: boolean;
  readonly use_cache: boolean;
  readonly [field: string]: unknown;
}

export interface GraphEnd {
  readonly node_id: string;
  readonly field: string;
}

export interface GraphEdge {
  readonly source: GraphEnd;
  readonly destination: GraphEnd;
}

/** An executable graph in the runtime's own form. */
export interface Graph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly edges: readonly GraphEdge[];
}

export type NodeFields = { readonly type: string } & Readonly<Record<string, unknown>>;

function end(text: string): GraphEnd {
  const [node_id = '', field = ''] = text.trim().split('.');
  return { node_id, field };
}

function edge(text: string): GraphEdge {
  const [source = '', destination = ''] = text.split('->');
  return { source: end(source), destination: end(destination) };
}

/**
 * Builds a graph from `{ id: fields }` and edges written `a.field -> b.field`.
 * The output node alone is kept (not intermediate) and never answered from the node cache: a cached output node
 * returns an earlier picture's name, possibly another caller's.
 */
export function buildGraph(
  nodes: Readonly<Record<string, NodeFields>>,
  edges: readonly string[],
  output: string,
): Graph {
  const whole = ([id, fields]: [string, NodeFields]): [string, GraphNode] => [
    id,
    { ...fields, id, is_intermediate: id !== output, use_cache: id !== output },
  ];
  return { nodes: Object.fromEntries(Object.entries(nodes).map(whole)), edges: edges.map(edge) };
}
