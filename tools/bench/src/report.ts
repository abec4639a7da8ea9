/** The last line of every benchmark. `ratio` = value / peer; `goal` says what `ok` was judged by. */
export interface BenchResult {
  bench: string;
  value: number;
  unit: string;
  /** What it is compared with, measured in the same run. */
  peer: number | null;
  ratio: number | null;
  goal: string;
  ok: boolean;
  /** What was measured beside it. */
  [more: string]: unknown;
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;

/** Prints results, the machine's line last, and sets the exit code. */
export function report(result: BenchResult): void {
  console.log(JSON.stringify(result, rounded));
  process.exitCode = result.ok ? 0 : 1;
}
