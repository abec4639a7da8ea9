import { pino, stdTimeFunctions, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';
import { loggedError } from './error-serializer.ts';
import { redactedPaths } from './redaction.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Which process writes: `generation-service`, `gpu-worker`. */
  name: string;
  level: LevelWithSilent;
  /** Where lines go instead of stdout (tests). */
  destination?: DestinationStream;
}

/**
 * One JSON object per line on stdout: `level`, `time` (RFC 3339), `service`, `message`, then what the line says. Errors go
 * under `err`. Secrets and prompts are replaced by `[redacted]`. Context of a request or job: `logger.child({ request_id })`.
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service: name },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: loggedError, error: loggedError },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
