import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJson, type Json } from '../../simulator/json.ts';
import { parseGraph } from '../../simulator/graph/parse-graph.ts';
import { enqueueBodyOf } from '../../test/recording/jobs.ts';
import { readRecording } from '../../test/recording/recording.ts';
import { graphOf, paintedModel } from '../../test/runtime.ts';
import { schedulerNames } from './schedulers.ts';
import { textToImage } from './text-to-image.ts';

const model = (base: 'sd-1' | 'sdxl'): typeof paintedModel => ({ ...paintedModel, base });

/** The graph that the real runtime ran for a recording, and the model it names. */
function recorded(name: string): { graph: Json; model: Json } {
  const body = enqueueBodyOf(readRecording(name));
  const batch = isJson(body) && isJson(body['batch']) ? body['batch'] : {};
  const graph = isJson(batch['graph']) ? batch['graph'] : {};
  const nodes = isJson(graph['nodes']) ? graph['nodes'] : {};
  return { graph, model: isJson(nodes['ml']) && isJson(nodes['ml']['model']) ? nodes['ml']['model'] : {} };
}

const edgesOf = (graph: Json): string[] =>
  (Array.isArray(graph['edges']) ? graph['edges'] : []).map((edge) => JSON.stringify(edge)).sort();

describe.each([
  ['sd15-warm', 'sd15', 'sd-1'],
  ['sdxl', 'sdxl', 'sdxl'],
] as const)('%s', (name, base, runtimeBase) => {
  test('the graph is the one that the real runtime has run', () => {
    const real = recorded(name);
    const reference = { ...model('sd-1'), ...real.model, base: runtimeBase };
    const built = graphOf(reference, { base, prompt: 'a penguin', width: 512, height: 512 });
    const nodes = Object.fromEntries(
      Object.entries(built.graph.nodes).map(([id, { cfg_rescale_multiplier: rescale, ...node }]) => {
        expect([undefined, 0]).toContain(rescale);
        return [id, node];
      }),
    );
    expect(nodes).toEqual(real.graph['nodes']);
    expect(edgesOf({ edges: built.graph.edges })).toEqual(edgesOf(real.graph));
  });
});

test('only the output is kept, and it is never answered from the cache', () => {
  const { graph, outputNodeId } = graphOf(paintedModel);
  for (const [id, node] of Object.entries(graph.nodes)) {
    expect([node.is_intermediate, node.use_cache]).toEqual(id === outputNodeId ? [false, false] : [true, true]);
  }
});

test('skipped layers stand between every text encoder and both of its prompts', () => {
  const { graph } = graphOf(model('sdxl'), { clipSkip: 2 });
  const into = graph.edges.filter(({ destination }) => /^clip2?$/.test(destination.field));
  expect(
    into.map(({ source, destination }) => `${source.node_id}>${destination.node_id}.${destination.field}`).sort(),
  ).toEqual([
    'ml>skip_clip.clip',
    'ml>skip_clip2.clip',
    'skip_clip2>neg.clip2',
    'skip_clip2>pos.clip2',
    'skip_clip>neg.clip',
    'skip_clip>pos.clip',
  ]);
});

test('every graph passes the validation of the runtime, whatever the prompt', () => {
  const job = fc.record({
    base: fc.constantFrom('sd15', 'sd21', 'sdxl'),
    model: fc.constant(paintedModel),
    prompt: fc.string({ unit: 'grapheme', maxLength: 200 }),
    negativePrompt: fc.string({ maxLength: 50 }),
    width: fc.integer({ min: 8, max: 256 }).map((eighth) => eighth * 8),
    height: fc.integer({ min: 8, max: 256 }).map((eighth) => eighth * 8),
    steps: fc.integer({ min: 1, max: 150 }),
    cfgScale: fc.double({ min: 1, max: 20, noNaN: true }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    sampler: fc.constantFrom(...schedulerNames),
    clipSkip: fc.integer({ min: 0, max: 12 }),
    cfgRescaleMultiplier: fc.double({ min: 0, max: 0.99, noNaN: true }),
  } as const);
  fc.assert(
    fc.property(job, (one) => {
      const { graph } = textToImage(one);
      const parsed = parseGraph(JSON.parse(JSON.stringify(graph)));
      expect(Object.keys(parsed.nodes)).toEqual(Object.keys(graph.nodes));
      expect(parsed.nodes['pos']?.['prompt']).toBe(one.prompt);
    }),
  );
});
