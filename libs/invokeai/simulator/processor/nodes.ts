import { randomUUID } from 'node:crypto';
import { isJson, type Json } from '../json.ts';
import { createPreviews, paint } from '../painting/painter.ts';
import { VERSION } from '../version.ts';
import { NodeFailure, outOfMemory, Stopped } from './failure.ts';
import type { NodeRunner, Tools } from './tools.ts';

const member = (value: unknown, name: string): unknown => (isJson(value) ? value[name] : undefined);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Every result has this member; it stays null. */
const output = (type: string, members: Json): Json => ({ output_meta: null, ...members, type });

function partsOf(node: Json, { models }: Tools, unknown: (key: string) => string): (submodel: string) => Json {
  const { model } = node;
  const key = text(member(model, 'key'));
  if (!models.get(key)) throw new NodeFailure('Exception', unknown(key));
  return (submodel) => ({ ...(isJson(model) ? model : {}), submodel_type: submodel });
}

type Part = (submodel: string) => Json;
const unetOf = (part: Part): Json => ({
  unet: part('unet'),
  scheduler: part('scheduler'),
  loras: [],
  seamless_axes: [],
  freeu_config: null,
});
const clipOf = (part: Part, suffix: string): Json => ({
  tokenizer: part(`tokenizer${suffix}`),
  text_encoder: part(`text_encoder${suffix}`),
  skipped_layers: 0,
  loras: [],
});
const vaeOf = (part: Part): Json => ({ vae: part('vae'), seamless_axes: [] });

const loadMain: NodeRunner = async (node, tools) => {
  const part = partsOf(node, tools, (key) => `Unknown model ${key}`);
  return output('model_loader_output', { vae: vaeOf(part), clip: clipOf(part, ''), unet: unetOf(part) });
};

const loadSdxl: NodeRunner = async (node, tools) => {
  const part = partsOf(node, tools, (key) => `Unknown model: ${key}`);
  const clips = { clip: clipOf(part, ''), clip2: clipOf(part, '_2') };
  return output('sdxl_model_loader_output', { unet: unetOf(part), ...clips, vae: vaeOf(part) });
};

const skipLayers: NodeRunner = async ({ clip, skipped_layers: more }) => {
  const skipped = number(member(clip, 'skipped_layers')) + number(more);
  return output('clip_skip_output', { clip: { ...(isJson(clip) ? clip : {}), skipped_layers: skipped } });
};

function conditioning(prompt: string, { tensors }: Tools): Json {
  const name = `ConditioningFieldData_${randomUUID()}`;
  tensors.set(name, { prompt });
  return output('conditioning_output', { conditioning: { conditioning_name: name, mask: null } });
}

async function encode(clip: unknown, { load, progress }: Tools): Promise<void> {
  for (const part of ['text_encoder', 'tokenizer']) {
    const model = member(clip, part);
    await load(model, text(member(model, 'submodel_type')));
  }
  progress('Building conditioning');
}

const compel: NodeRunner = async ({ prompt, clip }, tools) => {
  await encode(clip, tools);
  return conditioning(text(prompt), tools);
};

const sdxlCompel: NodeRunner = async ({ prompt, style, clip, clip2 }, tools) => {
  for (const one of [clip, clip2]) {
    // Without a text the real one loads the encoder and answers zeros.
    const encoder = member(one, 'text_encoder');
    if (text(prompt) || text(style)) await encode(one, tools);
    else await tools.load(encoder, text(member(encoder, 'submodel_type')));
  }
  return conditioning(text(prompt), tools);
};

const noise: NodeRunner = async ({ seed, width, height }, { tensors }) => {
  const name = `Tensor_${randomUUID()}`;
  const wrapped = ((number(seed) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  const size = { width: number(width), height: number(height) };
  tensors.set(name, { seed: wrapped, ...size });
  return output('noise_output', { noise: { latents_name: name, seed: wrapped }, ...size });
};

/** Half way through its steps is where a run goes wrong. */
async function goWrong({ fault, cancelled, crash }: Tools): Promise<void> {
  if (fault('crash')) {
    crash();
    throw new Stopped();
  }
  const hang = fault('hang');
  if (hang) {
    await (hang.hard ? new Promise<never>(() => undefined) : cancelled);
    throw new Stopped();
  }
  if (fault('oom')) throw outOfMemory();
  const error = fault('error');
  if (error) throw new NodeFailure(error.error_type ?? 'RuntimeError', error.message ?? 'a fault was asked for');
}

const denoise: NodeRunner = async (node, tools) => {
  const { load, progress, step, timing, tensors } = tools;
  const latents = tensors.get(text(member(node['noise'], 'latents_name')));
  const { prompt = '' } = tensors.get(text(member(node['positive_conditioning'], 'conditioning_name'))) ?? {};
  const { seed = 0, width = 512, height = 512 } = latents ?? {};
  await load(member(node['unet'], 'unet'), 'unet');
  await load(member(node['unet'], 'scheduler'), 'scheduler');
  const previews = createPreviews({ prompt, seed, width, height });
  const steps = number(node['steps']);
  for (let done = 0; done <= steps; done += 1) {
    if (done > 0) await step(timing().step_ms);
    if (done === Math.ceil(steps / 2)) await goWrong(tools);
    progress('Denoising', done / steps, { width, height, dataURL: await previews(done / steps) });
  }
  const name = `Tensor_${randomUUID()}`;
  tensors.set(name, { prompt, seed, width, height });
  return output('latents_output', { latents: { latents_name: name, seed: null }, width, height });
};

const decode: NodeRunner = async (node, { load, progress, sleep, timing, tensors, images, fault, item }) => {
  await load(member(node['vae'], 'vae'), 'vae');
  progress('Running VAE decoder');
  const {
    prompt = '',
    seed = 0,
    width = 512,
    height = 512,
  } = tensors.get(text(member(node['latents'], 'latents_name'))) ?? {};
  const [png] = await Promise.all([paint({ prompt, seed, width, height }), sleep(timing().fixed_ms)]);
  progress('Saving image');
  const image = images.save({
    png,
    width,
    height,
    corrupt: fault('corrupt_image') !== undefined,
    isIntermediate: node['is_intermediate'] === true,
    metadata: isJson(node['metadata']) ? node['metadata'] : null,
    graph: item.session.graph,
    sessionId: item.session_id,
    nodeId: text(node['id']),
  });
  return output('image_output', { image: { image_name: image.image_name }, width, height });
};

const META = ['id', 'type', 'is_intermediate', 'use_cache'];

const metadata: NodeRunner = async (node) => {
  const given = Object.entries(node).filter(([name, value]) => value !== null && !META.includes(name));
  return output('metadata_output', { metadata: { ...Object.fromEntries(given), app_version: VERSION } });
};

/** What each type of node does. */
export const nodeRunners: Readonly<Record<string, NodeRunner>> = {
  main_model_loader: loadMain,
  sdxl_model_loader: loadSdxl,
  clip_skip: skipLayers,
  compel,
  sdxl_compel_prompt: sdxlCompel,
  noise,
  denoise_latents: denoise,
  l2i: decode,
  core_metadata: metadata,
};
