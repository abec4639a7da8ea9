import { randomUUID } from 'node:crypto';
import { parseGraph } from '../graph/parse-graph.ts';
import type { SimGraph } from '../graph/graph.ts';
import { unprocessable } from '../http/problem.ts';
import { isJson, type Json } from '../json.ts';
import type { FieldValue } from './item.ts';

interface Datum {
  node_path: string;
  field_name: string;
  items: unknown[];
}

export interface Batch {
  batch_id: string;
  origin: string | null;
  destination: string | null;
  data: Datum[][] | null;
  graph: SimGraph;
  workflow: unknown;
  runs: number;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isDatum = (value: unknown): value is Datum =>
  isJson(value) &&
  typeof value['node_path'] === 'string' &&
  typeof value['field_name'] === 'string' &&
  Array.isArray(value['items']);

function parseData(raw: unknown, { nodes }: SimGraph): Datum[][] | null {
  if (!Array.isArray(raw)) return null;
  const data = raw.map((zipped: unknown) => (Array.isArray(zipped) ? zipped.filter(isDatum) : []));
  for (const { node_path, field_name } of data.flat()) {
    const node = nodes[node_path];
    const msg = node ? `Field ${field_name} not found in node ${node_path}` : `Node ${node_path} not found in graph`;
    if (node && field_name in node) continue;
    throw unprocessable({ type: 'value_error', loc: ['body', 'batch'], msg: `Value error, ${msg}`, input: raw });
  }
  if (data.some((zipped) => new Set(zipped.map(({ items }) => items.length)).size > 1)) {
    const msg = 'Value error, Zipped batch items must have all have the same length';
    throw unprocessable({ type: 'value_error', loc: ['body', 'batch', 'data'], msg, input: raw });
  }
  return data;
}

/** The `batch` member of an enqueue call, its defaults filled in. Throws an HttpProblem 422. */
export function parseBatch(body: unknown): Batch {
  const raw: Json | undefined = isJson(body) && isJson(body['batch']) ? body['batch'] : undefined;
  if (!raw) throw unprocessable({ type: 'missing', loc: ['body', 'batch'], msg: 'Field required', input: body });
  const graph = parseGraph(raw['graph']);
  return {
    batch_id: text(raw['batch_id']) ?? randomUUID(),
    origin: text(raw['origin']),
    destination: text(raw['destination']),
    data: parseData(raw['data'], graph),
    graph,
    workflow: raw['workflow'] ?? null,
    runs: typeof raw['runs'] === 'number' ? raw['runs'] : 1,
  };
}

export interface Variant {
  graph: SimGraph;
  field_values: FieldValue[];
}

const crossed = (left: FieldValue[][], right: FieldValue[][]): FieldValue[][] =>
  left.flatMap((one) => right.map((other) => [...one, ...other]));

/**
 * One graph for each item of the batch: inner lists of data zipped, outer ones crossed, all of it `runs` times.
 * Injected values are not validated, exactly as in the real server: a bad one blocks the queue.
 */
export function variantsOf({ graph, data, runs }: Batch): Variant[] {
  const zip = (zipped: Datum[]): FieldValue[][] =>
    Array.from({ length: zipped[0]?.items.length ?? 0 }, (_, index) =>
      zipped.map(({ node_path, field_name, items }) => ({ node_path, field_name, value: items[index] })),
    );
  const combinations = (data ?? []).map(zip).reduce(crossed, [[]]);
  const inject = (values: FieldValue[]): Variant => {
    const nodes = structuredClone(graph.nodes);
    for (const { node_path, field_name, value } of values)
      Object.assign(nodes[node_path] ?? {}, { [field_name]: value });
    return { graph: { ...graph, nodes }, field_values: values };
  };
  return Array.from({ length: runs }, () => combinations.map(inject)).flat();
}
