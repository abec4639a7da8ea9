const KINDS = [
  'oom',
  'error',
  'crash',
  'hang',
  'slow_load',
  'lost_events',
  'corrupt_image',
  'poison',
  'duplicate_events',
] as const;
export type FaultKind = (typeof KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** Matching items that it strikes, after those that it lets pass. */
  times: number;
  /** Matching items that pass first. */
  skip: number;
  prompt_contains?: string;
  /** For `error`: Python class and text. */
  error_type?: string;
  message?: string;
  /** For `slow_load`: how much longer, in ms. */
  ms?: number;
  /** For `hang`: a cancellation does not end it either. */
  hard?: boolean;
}

const isKind = (value: unknown): value is FaultKind => KINDS.some((kind) => kind === value);

const whole = (value: unknown, name: string, fallback: number): number => {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`${name} must be a whole number from 0 on`);
};

/** A fault as it was asked for. Throws a TypeError that names what is wrong. */
export function parseFault(request: Readonly<Record<string, unknown>>): Fault {
  const { kind } = request;
  if (!isKind(kind)) throw new TypeError(`kind must be one of ${KINDS.join(', ')}`);
  const text = (name: string): Record<string, string> => {
    const value = request[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return {
    kind,
    times: whole(request['times'], 'times', 1),
    skip: whole(request['skip'], 'skip', 0),
    ...text('prompt_contains'),
    ...text('error_type'),
    ...text('message'),
    ...(request['ms'] === undefined ? {} : { ms: whole(request['ms'], 'ms', 0) }),
    ...(request['hard'] === true ? { hard: true } : {}),
  };
}

/**
 * Lets one item pass the faults: those that match its prompt count down, those whose turn it is strike.
 * @returns what strikes, and the faults that remain
 */
export function strike(
  faults: readonly Fault[],
  kinds: readonly FaultKind[],
  prompt: string,
): { struck: Fault[]; left: Fault[] } {
  const struck: Fault[] = [];
  const left = faults.flatMap((fault) => {
    const matches = kinds.includes(fault.kind) && prompt.includes(fault.prompt_contains ?? '');
    if (!matches || fault.times === 0) return fault.times === 0 ? [] : [fault];
    if (fault.skip > 0) return [{ ...fault, skip: fault.skip - 1 }];
    struck.push(fault);
    return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
  });
  return { struck, left };
}

/** A blocked item is bad from its first moment; all else shows when it runs. */
export const AT_ENQUEUE: readonly FaultKind[] = ['poison'];
export const AT_RUN: readonly FaultKind[] = KINDS.filter((kind) => kind !== 'poison');
