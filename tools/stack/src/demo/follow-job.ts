import type { Client } from './client.ts';
import type { Narrator } from './narrator.ts';
import type { JobEvent } from './read-events.ts';
import { readEvents } from './read-events.ts';
import type { Job } from './wire.ts';

/** Shows the events of a job until it ends. Rejects unless it is completed. */
export const followJob = async (client: Client, job: Job, token: string, narrator: Narrator): Promise<Job> => {
  const stream = await client.stream(`/generation/jobs/${job.id}/events`, token);
  for await (const event of readEvents(stream)) tell(event, narrator);
  const ended = await client.call<Job>('GET', `/generation/jobs/${job.id}`, { token });
  if (ended.status === 'completed') return ended;
  throw new Error(`the job is ${ended.status}: ${ended.error?.code ?? ''} ${ended.error?.message ?? ''}`);
};

const tell = ({ type, data }: JobEvent, narrator: Narrator): void => {
  const say = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  if (type === 'job.started')
    narrator.done(`started on ${say('gpu_class')}, attempt ${say('attempt')}, ${say('model_name')}`);
  else if (type === 'job.progress') {
    narrator.detail(`${say('percent').padStart(3)} %  ${say('stage')}, step ${say('step')} of ${say('total_steps')}`);
  } else if (type === 'job.image') narrator.done('image stored');
  else if (type === 'job.retrying') narrator.done(`trying again: ${say('reason_code')}`);
  else if (/^job\.(completed|failed|cancelled)$/.test(type)) {
    narrator.done(`${type.slice(4)}: ${say('actual_credits')} credits charged, ${say('released_credits')} given back`);
  }
};
