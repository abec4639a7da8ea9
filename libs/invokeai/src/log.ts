type Write = (members: Record<string, unknown>, message: string) => void;

/** What the client logs with; every pino logger is one. */
export interface RuntimeLog {
  info: Write;
  warn: Write;
}
