import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

describe('readOptions', () => {
  it('reads each option', () => {
    expect(readOptions([])).toEqual({ once: false, demo: true, workers: 1, keep: false });
    expect(readOptions(['--once', '--workers', '3'])).toEqual({ once: true, demo: true, workers: 3, keep: false });
    expect(readOptions(['--no-demo', '--keep'])).toEqual({ once: false, demo: false, workers: 1, keep: true });
  });
  it.each([[['--twice']], [['--workers', '0']], [['--workers', 'x']], [['--once', '--no-demo']], [['extra']]])(
    'answers %j with the usage',
    (args) => expect(() => readOptions(args)).toThrow(USAGE),
  );
});
