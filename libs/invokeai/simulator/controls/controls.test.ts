import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createControls } from './controls.ts';
import { defaultTiming } from './timing.ts';

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  stateFile = join(folder, 'deep', 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('timing and faults outlive the process', () => {
  const before = createControls({ stateFile });
  before.setTiming({ step_ms: 5 });
  before.addFault({ kind: 'oom', times: 3, prompt_contains: 'fox' });
  const after = createControls({ stateFile });
  expect(after.timing()).toEqual({ ...defaultTiming, step_ms: 5 });
  expect(after.faults()).toEqual([{ kind: 'oom', times: 3, skip: 0, prompt_contains: 'fox' }]);
});

test('a fault that strikes is counted down on disk before it has an effect', () => {
  const before = createControls({ stateFile });
  before.addFault({ kind: 'crash' });
  expect(before.strike(['crash'], 'any')).toHaveLength(1);
  expect(createControls({ stateFile }).faults()).toEqual([]);
});

test('a state file that is broken gives the defaults', () => {
  createControls({ stateFile }).addFault({ kind: 'oom' });
  writeFileSync(stateFile, '{"timing":');
  expect(createControls({ stateFile }).faults()).toEqual([]);
});

test('what is not said about the timing stays as it is', () => {
  const controls = createControls({});
  controls.setTiming({ step_ms: 0, load_ms: 0, fixed_ms: 0 });
  expect(controls.setTiming({ pickup_ms: 7 })).toEqual({ step_ms: 0, load_ms: 0, fixed_ms: 0, pickup_ms: 7 });
});

test('a fault or timing that makes no sense is refused and changes nothing', () => {
  const controls = createControls({});
  expect(() => controls.addFault({ kind: 'earthquake' })).toThrow(/kind must be one of oom/);
  expect(() => controls.addFault({ kind: 'oom', times: -1 })).toThrow(/times/);
  expect(() => controls.setTiming({ step_ms: 'slow' })).toThrow(/step_ms/);
  expect(() => controls.setTiming({ speed: 1 })).toThrow(/speed/);
  expect([controls.faults(), controls.timing()]).toEqual([[], defaultTiming]);
});
