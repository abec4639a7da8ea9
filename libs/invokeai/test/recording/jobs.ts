import { isJson } from '../../simulator/json.ts';
import type { Recorder } from './recorder.ts';
import { httpOf, type Entry, type EventEntry } from './recording.ts';

const queue = '/api/v1/queue/default';

const isStatus =
  (...wanted: string[]) =>
  ({ event, data }: EventEntry): boolean =>
    event === 'queue_item_status_changed' && wanted.includes(String(data['status']));

export const enqueueBodyOf = (recorded: readonly Entry[], index = 0): unknown =>
  httpOf(recorded).filter(({ path }) => path.endsWith('/enqueue_batch'))[index]?.request;

function imageNameOf(response: unknown): string | undefined {
  const name = /"image_name":"([^"]+)"/.exec(JSON.stringify(response) ?? '')?.[1];
  return name;
}

/** One job, asked about in the same order as when the recordings were made. */
export async function recordJob(
  recorder: Recorder,
  recorded: readonly Entry[],
  whileRunning: (itemId: number) => Promise<void> = async () => undefined,
): Promise<void> {
  const { call, until, log } = recorder;
  log.length = 0;
  const { response } = await call('POST', `${queue}/enqueue_batch`, enqueueBodyOf(recorded));
  const ids: unknown = isJson(response) ? response['item_ids'] : undefined;
  const [id] = Array.isArray(ids) ? ids.map(Number) : [];
  const batch = isJson(response) && isJson(response['batch']) ? String(response['batch']['batch_id']) : '';
  await until(isStatus('in_progress'));
  await call('GET', `${queue}/i/${id}`);
  await call('GET', `${queue}/status`);
  await whileRunning(id ?? 0);
  await until(isStatus('completed', 'failed', 'canceled'));
  const item = await call('GET', `${queue}/i/${id}`);
  await call('GET', `${queue}/b/${batch}/status`);
  await call('GET', `${queue}/status`);
  const image = imageNameOf(item.response);
  if (image === undefined) return;
  const at = `/api/v1/images/i/${image}`;
  await call('GET', at);
  await call('GET', `${at}/full`);
  await call('GET', `${at}/metadata`);
  await call('DELETE', at);
  await call('GET', at);
}
