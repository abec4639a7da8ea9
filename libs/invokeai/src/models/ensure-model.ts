import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { answerError } from '../http/answer-error.ts';
import { parseJson, type HttpClient } from '../http/client.ts';
import { RuntimeError } from '../errors/runtime-error.ts';
import { MODEL_BROKEN, MODEL_UNKNOWN } from '../errors/verdicts.ts';
import { recordHash, type ModelReference } from '../graph/model-reference.ts';
import { pollUntil } from '../queue/poll.ts';

export interface RuntimeModel extends ModelReference {
  /** Absolute path of the folder or file as the runtime sees it, on a store that is never written. */
  readonly path: string;
}

const RecordSchema = Type.Object({
  key: Type.String(),
  base: Type.String(),
  type: Type.String(),
  format: Type.String(),
});
type ModelRecord = Static<typeof RecordSchema>;
const ModelRecord = Compile(RecordSchema);

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const InstallJobSchema = Type.Object({
  id: Type.Integer(),
  status: Type.String(),
  error_reason: Text,
  error: Text,
  config_out: Type.Optional(Type.Union([RecordSchema, Type.Null()])),
});
type InstallJob = Static<typeof InstallJobSchema>;
const InstallJob = Compile(InstallJobSchema);

const POLL_MS = 50;
const DEADLINE_MS = 120_000;
const ENDED = ['completed', 'error', 'cancelled'];

const isRight = (record: ModelRecord, model: RuntimeModel): boolean =>
  record.base === model.base && record.type === model.type && record.format !== 'unknown';

async function readRecord(http: HttpClient, key: string): Promise<ModelRecord | undefined> {
  const path = `/api/v2/models/i/${encodeURIComponent(key)}`;
  const answer = await http.request('GET', path);
  if (answer.status === 404) return undefined;
  const data = parseJson(answer);
  if (answer.status === 200 && ModelRecord.Check(data)) return data;
  throw answerError(`GET ${path}`, answer.status, data);
}

/** A 201 says nothing yet: the files are looked at afterwards. 409 = there is nothing at that path. */
async function startInstall(http: HttpClient, { path, key, name, hash, base, type }: RuntimeModel): Promise<number> {
  // Without inplace=true the runtime moves the files out of the store and deletes them with the record.
  const call = `/api/v2/models/install?source=${encodeURIComponent(path)}&inplace=true`;
  const answer = await http.request('POST', call, { key, name, hash: recordHash(hash), base, type });
  const data = parseJson(answer);
  if (answer.status === 409) throw new RuntimeError(`model ${key}: nothing at its path`, MODEL_UNKNOWN);
  if (answer.status !== 201 || !InstallJob.Check(data)) throw answerError(`POST ${call}`, answer.status, data);
  return data.id;
}

async function installed(http: HttpClient, id: number, key: string): Promise<InstallJob> {
  let job: InstallJob | undefined;
  const ended = await pollUntil({ everyMs: POLL_MS, timeoutMs: DEADLINE_MS }, async () => {
    job = await http.json(InstallJob, 'GET', `/api/v2/models/install/${id}`);
    return ENDED.includes(job.status);
  });
  if (ended && job) return job;
  throw new RuntimeError(`model ${key}: not installed within ${DEADLINE_MS} ms`, { ...MODEL_BROKEN, retryable: true });
}

/** A folder that fails the checks of main models is quietly registered as something else: such a record goes again. */
async function refuse(http: HttpClient, model: RuntimeModel, record: ModelRecord): Promise<never> {
  await http.request('DELETE', `/api/v2/models/i/${encodeURIComponent(record.key)}`);
  const found = `${record.base} ${record.type} ${record.format}`;
  throw new RuntimeError(`model ${model.key}: the runtime takes it for ${found}`, MODEL_BROKEN);
}

/**
 * Makes the runtime know a model under its own key, in place. Idempotent; a model that is already there is success.
 * Throws a RuntimeError: MODEL_NOT_FOUND when the path is empty, MODEL_LOAD_FAILED when it holds no such model.
 */
export async function ensureModel(http: HttpClient, model: RuntimeModel): Promise<void> {
  const known = await readRecord(http, model.key);
  if (known && isRight(known, model)) return;
  const job = await installed(http, await startInstall(http, model), model.key);
  const duplicate = job.error_reason === 'DuplicateModelException';
  const record = duplicate ? await readRecord(http, model.key) : job.config_out;
  if (record && isRight(record, model)) return;
  if (record) await refuse(http, model, record);
  const reason = duplicate ? 'its path is installed under another key' : `${job.error_reason}: ${job.error}`;
  throw new RuntimeError(`model ${model.key}: ${reason}`, MODEL_BROKEN);
}
