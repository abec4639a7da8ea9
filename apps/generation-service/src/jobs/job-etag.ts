import { etagOf } from '@pingvas/http';
import type { Job } from './job.schema.ts';

/** A job's state without what changes by itself: signed links and the expected start. */
export const jobEtag = ({ images, queue, ...job }: Job): string =>
  etagOf(JSON.stringify(job), JSON.stringify(images.map((image) => image.id)), String(queue?.position));
