import { expect, it } from 'vitest';
import type { JobEvent } from './read-events.ts';
import { readEvents } from './read-events.ts';

it('reads events wherever the stream is cut, and passes over comments', async () => {
  const text =
    'retry: 3000\n\n: hb\n\nid: 1\nevent: job.started\ndata: {"type":"job.started","data":{"n":"ä"}}\n\ndata: {"type":"b","data":{}}\n\n';
  for (const size of [1, 7, 1_000]) {
    const bytes = Buffer.from(text);
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
    const events: JobEvent[] = [];
    for await (const event of readEvents(stream)) events.push(event);
    expect(events).toEqual([
      { type: 'job.started', data: { n: 'ä' } },
      { type: 'b', data: {} },
    ]);
  }
});
