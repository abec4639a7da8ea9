import { sql } from '@pingvas/db';
import { MODEL } from './account.ts';
import type { StandDatabase } from './database.ts';
import { poll } from './poll.ts';

/** What a client sees of its job while it runs. */
interface RunningJob {
  status: string;
  attempt: number;
  images: unknown[];
  progress: { step: number; image_index: number } | null;
}

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
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${serviceUrl}/api/v1/generation/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const create = async (): Promise<string> => {
    const { id } = (await call('POST', 'create', REQUEST)) as { id: string };
    return id;
  };
  const isAtSecondImage = async (id: string): Promise<true | undefined> => {
    const { status, images, progress } = (await call('GET', `jobs/${id}`)) as RunningJob;
    if (status !== 'processing' && status !== 'pending' && status !== 'queued') throw new Error(`job ended: ${status}`);
    return (images.length === 1 && progress?.image_index === 1 && progress.step > 0) || undefined;
  };

  return {
    create,
    async createAndWatch() {
      const id = await create();
      await poll(`second image of job ${id}`, START_LIMIT_MS, () => isAtSecondImage(id));
      return id;
    },
    ended: (id) => poll(`end of job ${id}`, END_LIMIT_MS, () => readEnded(database, id)),
  };
};

const readEnded = async ({ admin }: StandDatabase, id: string): Promise<EndedJob | undefined> => {
  const [job] = await admin<EndedJob>(sql`
    SELECT j.id, j.status, j.starts_used AS starts, j.actual_credits AS charged, j.released_credits AS released,
      j.estimated_credits AS held,
      ARRAY(SELECT a.outcome FROM job_attempts a WHERE a.job_id = j.id ORDER BY a.attempt) AS attempts
    FROM generation_jobs j WHERE j.id = ${id}::uuid AND j.completed_at IS NOT NULL`);
  return job;
};
