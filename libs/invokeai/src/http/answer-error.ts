import { RuntimeError } from '../errors/runtime-error.ts';
import { INVALID, RUNTIME_BROKEN } from '../errors/verdicts.ts';

/**
 * What a 422 says, without its `input` member: that one echoes the whole graph, prompts included.
 */
function complaints(body: unknown): string {
  const detail: unknown = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined;
  if (!Array.isArray(detail)) return typeof detail === 'string' ? detail : '';
  const line = (one: unknown): string => {
    if (typeof one !== 'object' || one === null) return '';
    const where = 'loc' in one && Array.isArray(one.loc) ? one.loc.join('.') : '';
    return `${where}: ${'msg' in one ? String(one.msg) : ''}`;
  };
  return detail.slice(0, 5).map(line).join('; ').slice(0, 500);
}

/** The answer of the runtime was not the one asked for. `body` is the parsed JSON, or undefined for another type. */
export function answerError(call: string, status: number, body: unknown): RuntimeError {
  const text = complaints(body);
  const message = `${call}: the runtime answered ${status}${text ? `: ${text}` : ''}`;
  return new RuntimeError(message, status === 422 ? INVALID : RUNTIME_BROKEN);
}

/** No answer at all: refused, reset, or slower than its limit. */
export function unreachableError(call: string, cause: unknown): RuntimeError {
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  const message = `${call}: ${timedOut ? 'the runtime did not answer in time' : 'the runtime cannot be reached'}`;
  return new RuntimeError(message, { ...RUNTIME_BROKEN, cause });
}
