import { extname } from 'node:path';
import type { Json } from '../json.ts';

export interface ModelRecord extends Json {
  key: string;
  hash: string;
  path: string;
  name: string;
  type: string;
  base: string;
  format: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Sides a base was trained for. */
const side = (base: string): number => (base === 'sdxl' || base === 'flux' ? 1024 : base === 'sd-2' ? 768 : 512);

/** Members that only records of one type have. */
function membersOf(type: string, base: string, format: string): Json {
  const diffusers = format === 'diffusers' ? { repo_variant: '' } : {};
  const none = { vae: null, vae_precision: null, scheduler: null, steps: null, cfg_scale: null };
  const size = { cfg_rescale_multiplier: null, width: side(base), height: side(base), guidance: null, cpu_only: null };
  if (type === 'main') {
    const kind = { prediction_type: 'epsilon', variant: 'normal' };
    return { trigger_phrases: null, default_settings: { ...none, ...size }, ...diffusers, ...kind };
  }
  if (type === 'lora') return { trigger_phrases: null, default_settings: { weight: null } };
  return type === 'controlnet' ? { default_settings: { preprocessor: null }, ...diffusers } : {};
}

interface Probe {
  path: string;
  sizeBytes: number;
  /** What the caller said about it. */
  config: Json;
  fallbackKey: string;
}

/** The record of a model at a path: the caller's words, and where he is silent an SD1.5 main model. */
export function recordOf({ path, sizeBytes, config, fallbackKey }: Probe): ModelRecord {
  const base = text(config['base']) ?? 'sd-1';
  const type = text(config['type']) ?? 'main';
  const format = text(config['format']) ?? (extname(path) === '' ? 'diffusers' : 'checkpoint');
  return {
    key: text(config['key']) ?? fallbackKey,
    hash: text(config['hash']) ?? `random:${fallbackKey}`,
    path,
    file_size: sizeBytes,
    name: text(config['name']) ?? path.split('/').at(-1) ?? path,
    description: null,
    source: path,
    source_type: 'path',
    source_api_response: null,
    cover_image: null,
    type,
    format,
    base,
    ...membersOf(type, base, format),
  };
}
