import type { SimNode } from '../graph/graph.ts';
import type { Json } from '../json.ts';

export interface NodeCache {
  get(node: SimNode): Json | undefined;
  set(node: SimNode, result: Json): void;
}

/** Members that say nothing about the result. */
const OWN = ['id', 'is_intermediate', 'use_cache'];

/** Results by input values, whatever the node's id. A cached picture keeps its name. @param size 0 = no cache */
export function createNodeCache(size: number): NodeCache {
  const results = new Map<string, Json>();
  const keyOf = (node: SimNode): string => {
    const inputs = Object.keys(node).filter((name) => !OWN.includes(name));
    return JSON.stringify(inputs.sort().map((name) => [name, node[name]]));
  };

  return {
    get: (node) => (node.use_cache ? results.get(keyOf(node)) : undefined),
    set(node, result) {
      if (!node.use_cache || size === 0) return;
      results.set(keyOf(node), result);
      const [oldest] = results.keys();
      if (results.size > size && oldest !== undefined) results.delete(oldest);
    },
  };
}
