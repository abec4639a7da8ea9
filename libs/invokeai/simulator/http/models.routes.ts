import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isJson, type Json } from '../json.ts';
import type { Installer, InstallJob } from '../models/installer.ts';
import type { ModelRecord } from '../models/record.ts';
import type { ModelStore } from '../models/store.ts';
import { json } from './answers.ts';
import { detail, unprocessable } from './problem.ts';

interface ModelRoutes {
  models: ModelStore;
  installer: Installer;
}

const query = (request: FastifyRequest): Json => (isJson(request.query) ? request.query : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const param = (request: FastifyRequest, name: string): string =>
  isJson(request.params) ? String(request.params[name]) : '';

function matches(record: ModelRecord, wanted: Json): boolean {
  const bases = wanted['base_models'];
  const base = bases === undefined || (Array.isArray(bases) ? bases : [bases]).includes(record.base);
  const is = (name: string, value: string): boolean => wanted[name] === undefined || wanted[name] === value;
  return base && is('model_type', record.type) && is('model_name', record.name) && is('model_format', record.format);
}

function demandRecord({ models }: ModelRoutes, request: FastifyRequest): ModelRecord {
  const record = models.get(param(request, 'key'));
  if (!record) throw detail(404, 'model not found');
  return record;
}

function demandJob({ installer }: ModelRoutes, request: FastifyRequest): InstallJob {
  const id = param(request, 'id');
  const job = installer.get(Number(id));
  if (!job) throw detail(404, `No job with id ${id} known`);
  return job;
}

/** Folders and files of one level; what a model looks like is for the installer to find out. */
function scan(folder: string, models: ModelStore): unknown[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) throw detail(400, `The search path '${folder}' does not exist or is not directory`);
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names
    .map((name) => join(folder, name))
    .map((path) => ({ path, is_installed: models.byPath(path) !== undefined }));
}

function installRoutes(app: FastifyInstance, parts: ModelRoutes, at: string): void {
  const { installer } = parts;
  app.post(`${at}/install`, (request, reply) => {
    const { source, inplace } = query(request);
    if (!isJson(request.body)) {
      throw unprocessable({ type: 'missing', loc: ['body'], msg: 'Field required', input: null });
    }
    return json(reply, installer.install(text(source), inplace === 'true', request.body), 201);
  });
  app.get(`${at}/install`, (_request, reply) => json(reply, installer.list()));
  app.get(`${at}/install/:id`, (request, reply) => json(reply, demandJob(parts, request)));
  app.delete(`${at}/install`, (_request, reply) => {
    installer.prune();
    return reply.code(204).send();
  });
}

export function modelRoutes(app: FastifyInstance, parts: ModelRoutes): void {
  const at = '/api/v2/models';
  const { models } = parts;
  installRoutes(app, parts, at);
  app.get(`${at}/`, (request, reply) =>
    json(reply, { models: models.list().filter((record) => matches(record, query(request))) }),
  );
  app.get(`${at}/missing`, (_request, reply) => json(reply, { models: [] }));
  app.get(`${at}/stats`, (_request, reply) => json(reply, models.stats()));
  app.get(`${at}/scan_folder`, (request, reply) => json(reply, scan(text(query(request)['scan_path']), models)));
  app.get(`${at}/i/:key`, (request, reply) => json(reply, demandRecord(parts, request)));
  app.delete(`${at}/i/:key`, (request, reply) => {
    models.remove(demandRecord(parts, request).key);
    return reply.code(204).send();
  });
  app.post(`${at}/empty_model_cache`, (_request, reply) => {
    models.emptyCache();
    return json(reply, null);
  });
}
