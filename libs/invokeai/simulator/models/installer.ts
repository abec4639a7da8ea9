import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Broadcast } from '../events/broadcast.ts';
import { detail } from '../http/problem.ts';
import type { Json } from '../json.ts';
import { recordOf } from './record.ts';
import type { ModelStore } from './store.ts';

export interface InstallJob extends Json {
  id: number;
  status: 'waiting' | 'running' | 'completed' | 'error' | 'cancelled';
}

export interface Installer {
  /** Starts to install; the job says later what became of it. Throws an HttpProblem 409 when there is no such path. */
  install(source: string, inplace: boolean, config: Json): InstallJob;
  list(): InstallJob[];
  get(id: number): InstallJob | undefined;
  prune(): void;
}

interface Options {
  models: ModelStore;
  broadcast: Broadcast;
  /** Where models may lie; unset = everywhere. Paths in it need not exist: the pictures are painted, not computed. */
  modelsDir?: string;
}

const CONFIG =
  'source source_type source_api_response name path description base type key hash file_size format trigger_phrases ' +
  'default_settings cpu_only variant prediction_type upcast_attention config_path';
const MODEL_FILES = ['.bin', '.ckpt', '.gguf', '.onnx', '.pt', '.pth', '.safetensors'];
const CONFIG_FILES = ['config.json', 'model_index.json'];
const MAX_JOBS = 1000;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
};

/** Bytes below a path; undefined when there is nothing. */
function sizeOf(path: string): number | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.size;
  return readdirSync(path).reduce((sum, name) => sum + (sizeOf(join(path, name)) ?? 0), 0);
}

/** A folder that is there and holds nothing like a model. */
function isNoModel(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  return !readdirSync(path).some(
    (name) => CONFIG_FILES.includes(name) || MODEL_FILES.some((end) => name.endsWith(end)),
  );
}

function failure(models: ModelStore, path: string): { type: string; text: string } | undefined {
  if (models.byPath(path)) {
    return { type: 'DuplicateModelException', text: `A model with path '${path}' is already installed` };
  }
  if (!isNoModel(path)) return undefined;
  const files = `${MODEL_FILES.join(', ')} or config files: ${CONFIG_FILES.join(', ')}`;
  const text = `No model files or config files found in directory ${path}. Expected to find model files with extensions: ${files}`;
  return { type: 'ValueError', text };
}

/** What the caller said, every member there. */
function configOf(config: Json): Json {
  const empty = Object.fromEntries(CONFIG.split(' ').map((name) => [name, null]));
  return { ...empty, ...Object.fromEntries(Object.entries(config).filter(([name]) => name in empty)) };
}

const newJob = ({
  id,
  path,
  inplace,
  given,
}: {
  id: number;
  path: string;
  inplace: boolean;
  given: Json;
}): InstallJob => ({
  ...{ id, status: 'waiting', error_reason: null, config_in: given, config_out: null, inplace },
  ...{ source: { path, inplace, type: 'local' }, local_path: path, bytes: 0, total_bytes: 0 },
  ...{ source_metadata: null, download_parts: [], error: null, error_traceback: null },
});

export function createInstaller({ models, broadcast, modelsDir }: Options): Installer {
  let jobs: InstallJob[] = [];
  let nextId = 0;

  /** What becomes of a job is seen a moment later: a 201 says nothing. */
  function work(job: InstallJob, path: string, given: Json): void {
    const source = job['source'];
    const total = sizeOf(path) ?? 0;
    broadcast.toAll('model_install_started', { id: job.id, source });
    job['config_in'] = { ...given, source: path, source_type: 'path' };
    Object.assign(job, { bytes: total, total_bytes: total });
    const fault = failure(models, path);
    if (fault) {
      const { type, text } = fault;
      Object.assign(job, { status: 'error', error_reason: type, error: text, error_traceback: `${type}: ${text}\n` });
      broadcast.toAll('model_install_error', { id: job.id, source, error_type: type, error: text });
      return;
    }
    const record = recordOf({ path, sizeBytes: total, config: given, fallbackKey: randomUUID() });
    models.add(record);
    Object.assign(job, { status: 'completed', config_out: record });
    broadcast.toAll('model_install_complete', {
      id: job.id,
      source,
      key: record.key,
      total_bytes: total,
      config: record,
    });
  }

  return {
    install(path, inplace, config) {
      if (modelsDir !== undefined && !isInside(modelsDir, path))
        throw detail(409, `Unsupported model source: '${path}'`);
      const given = configOf(config);
      const job = newJob({ id: nextId, path, inplace, given });
      nextId += 1;
      jobs = [...jobs, job].slice(-MAX_JOBS);
      setImmediate(() => work(job, path, given));
      return job;
    },
    list: () => jobs,
    get: (id) => jobs.find((job) => job.id === id),
    prune: () => {
      jobs = jobs.filter(({ status }) => status === 'waiting' || status === 'running');
    },
  };
}
