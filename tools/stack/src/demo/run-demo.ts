import { randomUUID } from 'node:crypto';
import type { Printer } from '../terminal/printer.ts';
import type { Client } from './client.ts';
import { createClient } from './client.ts';
import { followJob } from './follow-job.ts';
import type { Narrator } from './narrator.ts';
import { createNarrator } from './narrator.ts';
import { signUp } from './sign-up.ts';
import type { Credits, Image, Job, LedgerEntry, Page, Quote, Receipt } from './wire.ts';

export interface Demo {
  gateway: string;
  /** Base URL of the mail sink. */
  mail: string;
  printer: Printer;
}

const TIMEOUT_MS = 10 * 60_000;
const REQUEST = {
  model_id: 'sd15-base',
  prompt: 'a lighthouse on a cliff at dusk, calm sea, warm light',
  num_images: 1,
  parameters: { width: 512, height: 512, steps: 20, seed: 42 },
};

/** The main job as a new user, through the gateway, told step by step. Answers whether everything was as it should be. */
export const runDemo = async ({ gateway, mail, printer }: Demo): Promise<boolean> => {
  printer.line('\nThe main job, as a new user');
  const client = createClient(gateway, AbortSignal.timeout(TIMEOUT_MS));
  const narrator = createNarrator(printer);
  try {
    const token = await signUp(client, mail, narrator);
    const before = await balance(client, token, narrator);
    const job = await create(client, token, narrator);
    await followJob(client, job, token, narrator);
    const image = await download(client, job, token, narrator);
    await settle(client, job, token, before, narrator);
    printer.line(`\nOpen the picture: ${image.url}`);
    return true;
  } catch (error) {
    printer.line(`\nThe main job failed: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};

const balance = async (client: Client, token: string, narrator: Narrator): Promise<Credits> => {
  const credits = await client.call<Credits>('GET', '/payments/credits/balance', { token });
  narrator.done(`balance ${credits.balance} credits (${credits.available} available, ${credits.held} held)`);
  return credits;
};

const create = async (client: Client, token: string, narrator: Narrator): Promise<Job> => {
  const quote = await client.call<Quote>('POST', '/generation/quote', { token, body: { mode: 'txt2img', ...REQUEST } });
  narrator.done(
    `quote: at most ${quote.credits} credits, about ${quote.expected_wait_seconds.p50} s waiting and ${quote.expected_run_seconds} s on ${quote.gpu_class ?? 'a GPU'}`,
  );
  const job = await client.call<Job>('POST', '/generation/create', {
    token,
    body: { ...REQUEST, quote: quote.quote },
    headers: { 'idempotency-key': randomUUID() },
  });
  narrator.done(`job ${job.id} created, ${job.held_credits} credits held: "${REQUEST.prompt}"`);
  return job;
};

const PNG_SIGNATURE = '89504e470d0a1a0a';

const download = async (client: Client, job: Job, token: string, narrator: Narrator): Promise<Image> => {
  const { data } = await client.call<Page<Image>>('GET', `/gallery/images?job_id=${job.id}`, { token });
  const [image] = data;
  if (!image) throw new Error('the gallery does not show the image');
  narrator.done(`in the gallery: ${image.width} × ${image.height}, ${image.mime_type}, ${image.file_size_bytes} bytes`);
  const answer = await fetch(image.url, { signal: AbortSignal.timeout(30_000) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isPicture = bytes.subarray(0, 8).toString('hex') === PNG_SIGNATURE && bytes.length === image.file_size_bytes;
  if (!isPicture)
    throw new Error(`the signed link gave ${answer.status} and ${bytes.length} bytes that are not the picture`);
  narrator.done(`downloaded by its signed link, ${bytes.length} bytes`);
  return image;
};

const settle = async (client: Client, job: Job, token: string, before: Credits, narrator: Narrator): Promise<void> => {
  const after = await balance(client, token, narrator);
  const ledger = await client.call<Page<LedgerEntry>>('GET', '/payments/credits/transactions', { token });
  for (const line of ledger.data.toReversed()) narrator.detail(describe(line));
  const receipt = await client.call<Receipt>('GET', `/generation/jobs/${job.id}/receipt`, { token });
  const { held, charged, released, gpu_seconds } = receipt;
  narrator.done(`receipt: ${held} held, ${charged} charged for ${gpu_seconds} s of GPU, ${released} given back`);
  if (before.balance - after.balance === charged && after.held === 0) return;
  throw new Error(`${charged} credits were charged, but the balance went from ${before.balance} to ${after.balance}`);
};

const describe = ({ type, available_change, held_change, balance_after, description }: LedgerEntry): string =>
  `${type.padEnd(18)} available ${signed(available_change)}  held ${signed(held_change)}  balance ${String(balance_after).padStart(4)}  ${description}`;

const signed = (amount: number): string => `${amount > 0 ? '+' : ''}${amount}`.padStart(5);
