import { randomUUID } from 'node:crypto';
import type { GraphEdge } from '../../src/graph/graph.ts';
import { HttpProblem, unprocessable, type Complaint } from '../http/problem.ts';
import { isJson, type Json } from '../json.ts';
import { edgeText, inOrder, typeOf, type SimGraph, type SimNode } from './graph.ts';
import { nodeTypes } from './node-types.ts';

const GRAPH = ['body', 'batch', 'graph'] as const;

/** Faults of values, one complaint each, in the words of the real server. */
export function valueFaults(node: SimNode): Complaint[] {
  const complaints: Complaint[] = [];
  for (const [name, field] of Object.entries(typeOf(node).fields)) {
    const fault = field.check(node[name]);
    const loc = [...GRAPH, 'nodes', node.id, node.type, name];
    if (fault) complaints.push({ ...fault, loc, input: node[name] });
  }
  return complaints;
}

function parseNode(key: string, raw: unknown): SimNode {
  const tag = isJson(raw) ? raw['type'] : undefined;
  const type = typeof tag === 'string' ? nodeTypes[tag] : undefined;
  if (!isJson(raw) || typeof tag !== 'string' || !type) {
    const expected = Object.keys(nodeTypes)
      .map((one) => `'${one}'`)
      .join(', ');
    const msg = `Input tag '${String(tag)}' found using 'type' does not match any of the expected tags: ${expected}`;
    const ctx = { discriminator: "'type'", tag, expected_tags: expected };
    throw unprocessable({ type: 'union_tag_invalid', loc: [...GRAPH, 'nodes', key], msg, input: raw, ctx });
  }
  // The real server falls over on a seed that is no number, instead of complaining.
  if (tag === 'noise' && raw['seed'] !== undefined && typeof raw['seed'] !== 'number') {
    throw new HttpProblem(500, 'Internal Server Error');
  }
  const defaults = Object.entries(type.fields).map(([name, field]): [string, unknown] => [
    name,
    raw[name] ?? field.default,
  ]);
  const model = isJson(raw['model']) ? { model: { submodel_type: null, ...raw['model'] } } : {};
  return {
    ...(type.keepsExtra ? raw : {}),
    ...Object.fromEntries(defaults),
    ...model,
    id: typeof raw['id'] === 'string' ? raw['id'] : key,
    type: tag,
    is_intermediate: raw['is_intermediate'] === true,
    use_cache: raw['use_cache'] !== false,
  };
}

const isEnd = (value: unknown): boolean =>
  isJson(value) && typeof value['node_id'] === 'string' && typeof value['field'] === 'string';
const isEdge = (value: unknown): value is GraphEdge =>
  isJson(value) && isEnd(value['source']) && isEnd(value['destination']);

/** Edges whose ends exist, and what flows over them. The first fault counts, as in the real server. */
function edgeFault({ nodes, edges }: SimGraph): string | undefined {
  for (const [key, { id }] of Object.entries(nodes)) {
    if (key !== id) return `Node ids must match, got ${key} and ${id}`;
  }
  for (const { source, destination } of edges) {
    const [from, to] = [nodes[source.node_id], nodes[destination.node_id]];
    if (!from) return `Edge source node ${source.node_id} does not exist in the graph`;
    if (!to) return `Edge destination node ${destination.node_id} does not exist in the graph`;
    if (!(source.field in typeOf(from).outputs)) {
      return `Edge source field ${source.field} does not exist in node ${source.node_id}`;
    }
    if (!(destination.field in typeOf(to).fields)) {
      return `Edge destination field ${destination.field} does not exist in node ${destination.node_id}`;
    }
  }
  if (!inOrder({ nodes, edges })) return 'Graph contains cycles';
  const wrong = edges.find((edge) => !fits({ nodes }, edge));
  return wrong && `Edge source and target types do not match (${edgeText(wrong)})`;
}

function fits({ nodes }: Pick<SimGraph, 'nodes'>, { source, destination }: GraphEdge): boolean {
  const [from, to] = [nodes[source.node_id], nodes[destination.node_id]];
  const out = from && typeOf(from).outputs[source.field];
  const into = to && typeOf(to).fields[destination.field]?.kind;
  return out === into || into === 'other' || (out === 'integer' && (into === 'float' || into === 'string'));
}

/** The graph of a batch with all its defaults. Throws an HttpProblem 422 as the real server answers. */
export function parseGraph(raw: unknown): SimGraph {
  if (!isJson(raw)) throw unprocessable({ type: 'missing', loc: GRAPH, msg: 'Field required', input: raw });
  const rawNodes: Json = isJson(raw['nodes']) ? raw['nodes'] : {};
  const nodes = Object.fromEntries(Object.entries(rawNodes).map(([key, node]) => [key, parseNode(key, node)]));
  const complaints = Object.values(nodes).flatMap(valueFaults);
  if (complaints.length > 0) throw unprocessable(...complaints);
  const edges = Array.isArray(raw['edges']) ? raw['edges'].filter(isEdge) : [];
  const graph = { id: typeof raw['id'] === 'string' ? raw['id'] : randomUUID(), nodes, edges };
  const fault = edgeFault(graph);
  if (!fault) return graph;
  throw unprocessable({
    type: 'value_error',
    loc: GRAPH,
    msg: `Value error, ${fault}`,
    input: raw,
    ctx: { error: {} },
  });
}
