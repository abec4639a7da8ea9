import { createSimulator, type SimulatorOptions } from './simulator.ts';

const { PORT = '9090', SIM_STATE_FILE, MODELS_DIR } = process.env;
const CRASH_STATUS = 137; // as after the kernel's out-of-memory killer

const port = Number(PORT);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`PORT must be a port number, got '${PORT}'\n`);
  process.exit(1);
}

const options: SimulatorOptions = { port, onCrash: () => process.exit(CRASH_STATUS) };
if (SIM_STATE_FILE) options.stateFile = SIM_STATE_FILE;
if (MODELS_DIR) options.modelsDir = MODELS_DIR;

try {
  const simulator = await createSimulator(options);
  // Before the line that says ready: whoever reads it may stop us at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
  }
  process.stdout.write(`ready: InvokeAI simulator on ${simulator.url}\n`);
} catch (error) {
  process.stderr.write(
    `the runtime simulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
