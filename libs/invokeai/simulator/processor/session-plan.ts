import { randomUUID } from 'node:crypto';
import { edgeText, inOrder, typeOf, type SimNode } from '../graph/graph.ts';
import type { Json } from '../json.ts';
import type { Session } from '../queue/item.ts';
import { NodeFailure } from './failure.ts';

/** The given session with a copy of every node under an id of its own, linked like the originals. */
export function prepare(session: Session): Session {
  const { nodes, edges } = session.graph;
  const inputs = new Set<string>();
  for (const edge of edges) {
    const input = `${edge.destination.node_id}.${edge.destination.field}`;
    // Found only now by the real server too, while it prepares: such an item fails without an invocation_error.
    if (inputs.has(input)) throw new NodeFailure('InvalidEdgeError', `Edge already exists (${edgeText(edge)})`);
    inputs.add(input);
  }
  const ids = new Map((inOrder({ nodes, edges }) ?? []).map((id) => [id, randomUUID()]));
  const prepared = (id: string): string => ids.get(id) ?? id;
  const copy = (node: SimNode): [string, SimNode] => [prepared(node.id), { ...node, id: prepared(node.id) }];
  return {
    ...session,
    execution_graph: {
      id: session.execution_graph.id,
      nodes: Object.fromEntries([...ids.keys()].flatMap((id) => (nodes[id] ? [copy(nodes[id])] : []))),
      edges: edges.map(({ source, destination }) => ({
        source: { ...source, node_id: prepared(source.node_id) },
        destination: { ...destination, node_id: prepared(destination.node_id) },
      })),
    },
    prepared_source_mapping: Object.fromEntries([...ids].map(([source, id]) => [id, source])),
    source_prepared_mapping: Object.fromEntries([...ids].map(([source, id]) => [source, [id]])),
    indegree: Object.fromEntries(
      [...ids].map(([source, id]) => [id, edges.filter(({ destination }) => destination.node_id === source).length]),
    ),
  };
}

/**
 * The node that runs next: of those whose inputs are all there, one of the class that was busy last, else of the first
 * class by name. Nodes of one type thus run together, in an order that is not that of the graph.
 */
export function nextNode(
  { execution_graph, executed, indegree }: Session,
  lastClass: string | undefined,
): SimNode | undefined {
  const ready = Object.values(execution_graph.nodes).filter(({ id }) => indegree[id] === 0 && !executed.includes(id));
  const classOf = (node: SimNode): string => typeOf(node).className;
  const same = ready.filter((node) => classOf(node) === lastClass);
  const [first] = (same.length > 0 ? same : ready).sort((a, b) => (classOf(a) < classOf(b) ? -1 : 1));
  return first;
}

/** Fills the node's inputs from the results of the nodes before it. */
export function fillInputs({ execution_graph, results }: Session, node: SimNode): void {
  for (const { source, destination } of execution_graph.edges) {
    if (destination.node_id === node.id)
      Object.assign(node, { [destination.field]: results[source.node_id]?.[source.field] });
  }
  for (const [name, field] of Object.entries(typeOf(node).fields)) {
    if (!field.required || node[name] !== null) continue;
    const text = `Node ${node.id} missing connections for field ${name}`;
    throw new NodeFailure('RequiredConnectionException', text);
  }
}

/** Files a result and lets the nodes behind it come nearer. */
export function complete(session: Session, node: SimNode, result: Json): void {
  session.results[node.id] = result;
  const source = session.prepared_source_mapping[node.id] ?? node.id;
  session.executed.push(node.id, source);
  session.executed_history.push(source);
  for (const edge of session.execution_graph.edges) {
    const { node_id: child } = edge.destination;
    if (edge.source.node_id === node.id) session.indegree[child] = (session.indegree[child] ?? 1) - 1;
  }
}
