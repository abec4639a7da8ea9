export interface JobEvent {
  type: string;
  data: Record<string, unknown>;
}

/** The events of an SSE stream as they come; comments and control lines are passed over. Ends with the stream. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<JobEvent> {
  let rest = '';
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const blocks = `${rest}${text}`.replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data:'));
      if (data !== undefined) yield JSON.parse(data.slice('data:'.length)) as JobEvent;
    }
  }
}
