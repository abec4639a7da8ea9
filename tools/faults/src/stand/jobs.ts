import { sql } from '@pingvas/db';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { MODEL } from './account.ts';
import type { StandDatabase } from './database.ts';
import { poll } from '../poll.ts';

/** What a client sees of its job. */
const ShownJob = Type.Object({
  id: Type.String(),
  status: Type.String(),
  images: Type.Array(Type.Unknown()),
  progress: Type.Union([Type.Null(), Type.Object({ step: Type.Integer(), image_index: Type.Integer() })]),
});
type ShownJob = Static<typeof ShownJob>;

/** How a job came out, from its row. */
export interface EndedJob {
  id: string;
  status: 'completed' | 'failed' | 'cancelled';
  starts: number;
  /** How each start ended, the first one first. */
  attempts: (string | null)[];
  charged: number;
  released: number;
  held: number;
}

/** Jobs of the stand's user. */
export interface Jobs {
  /** Creates a job through HTTP. @returns its id */
  create: () => Promise<string>;
  /** Creates a job and waits until its second image is being painted: the first is stored, and the run has a second to go. */
  createAndWatch: () => Promise<string>;
  /** Waits until the job has ended, whatever is down meanwhile. */
  ended: (id: string) => Promise<EndedJob>;
}

const REQUEST_TIMEOUT_MS = 5_000;
const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 60_000;

/** A run of some three seconds with the stand's timing. */
const REQUEST = {
  model_id: MODEL,
  prompt: 'a lighthouse in the storm',
  num_images: 2,
  parameters: { width: 256, height: 256, steps: 15, seed: 42 },
};

export const createJobs = (serviceUrl: string, token: string, database: StandDatabase): Jobs => {
  const call = async (method: 'GET' | 'POST', path: string, body?: object): Promise<ShownJob> => {
    const answer = await fetch(`${serviceUrl}/api/v1/generation/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return Value.Parse(ShownJob, JSON.parse(text));
  };
  const create = async (): Promise<string> => (await call('POST', 'create', REQUEST)).id;

  return {
    create,
    async createAndWatch() {
      const id = await create();
      await poll(
        `second image of job ${id}`,
        START_LIMIT_MS,
        async () => isAtSecondImage(await call('GET', `jobs/${id}`)) || undefined,
      );
      return id;
    },
    ended: (id) => poll(`end of job ${id}`, END_LIMIT_MS, () => readEnded(database, id)),
  };
};

const isAtSecondImage = ({ status, images, progress }: ShownJob): boolean =>
  status === 'processing' && images.length === 1 && progress?.image_index === 1 && progress.step > 0;

const readEnded = async ({ admin }: StandDatabase, id: string): Promise<EndedJob | undefined> => {
  const [job] = await admin<EndedJob>(sql`
    SELECT j.id, j.status, j.starts_used AS starts, j.actual_credits AS charged, j.released_credits AS released,
      j.estimated_credits AS held,
      ARRAY(SELECT a.outcome FROM job_attempts a WHERE a.job_id = j.id ORDER BY a.attempt) AS attempts
    FROM generation_jobs j WHERE j.id = ${id}::uuid AND j.completed_at IS NOT NULL`);
  return job;
};
