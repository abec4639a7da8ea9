import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJson } from '../json.ts';
import { parseFault, strike, type Fault, type FaultKind } from './faults.ts';
import { changeTiming, defaultTiming, type Timing } from './timing.ts';

export interface Controls {
  timing: () => Timing;
  setTiming: (request: Readonly<Record<string, unknown>>) => Timing;
  faults: () => readonly Fault[];
  addFault: (request: Readonly<Record<string, unknown>>) => Fault;
  clearFaults: () => void;
  /** The faults of these kinds that strike an item with this prompt now; they are counted down. */
  strike: (kinds: readonly FaultKind[], prompt: string) => Fault[];
}

interface State {
  timing: Timing;
  faults: Fault[];
}

/** Anything but a file that this simulator wrote gives the defaults. */
function read(file: string | undefined, fallback: Timing): State {
  try {
    const saved: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
    if (!isJson(saved) || !isJson(saved['timing']) || !Array.isArray(saved['faults'])) throw new TypeError('no state');
    return { timing: changeTiming(fallback, saved['timing']), faults: saved['faults'].filter(isJson).map(parseFault) };
  } catch {
    return { timing: fallback, faults: [] };
  }
}

function write(file: string, state: State): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/**
 * Timing and faults. With a state file they outlive the process: every change is on disk before it has an effect, so
 * a fault that ends the process does not strike again after the restart.
 */
export function createControls({ stateFile, timing }: { stateFile?: string; timing?: Partial<Timing> }): Controls {
  let state = read(stateFile, { ...defaultTiming, ...timing });

  function change(to: Partial<State>): void {
    state = { ...state, ...to };
    if (stateFile !== undefined) write(stateFile, state);
  }

  return {
    timing: () => state.timing,
    setTiming(request) {
      change({ timing: changeTiming(state.timing, request) });
      return state.timing;
    },
    faults: () => state.faults,
    addFault(request) {
      const fault = parseFault(request);
      change({ faults: [...state.faults, fault] });
      return fault;
    },
    clearFaults: () => change({ faults: [] }),
    strike(kinds, prompt) {
      if (state.faults.length === 0) return [];
      const { struck, left } = strike(state.faults, kinds, prompt);
      change({ faults: left });
      return struck;
    },
  };
}
