/** An answer other than 200. A `body` that is text is sent as plain text, as the real server does when it falls over. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

export const detail = (status: number, text: string): HttpProblem => new HttpProblem(status, { detail: text });

export interface Complaint {
  type: string;
  loc: readonly (string | number)[];
  msg: string;
  /** Echoes the offending value; for faults of a whole graph that is the graph, prompts included. */
  input: unknown;
  ctx?: Readonly<Record<string, unknown>>;
}

export const unprocessable = (...complaints: readonly Complaint[]): HttpProblem =>
  new HttpProblem(422, { detail: complaints });
