export type { Fault, FaultKind } from './controls/faults.ts';
export { defaultTiming, type Timing } from './controls/timing.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
