import { readOptions } from './options.ts';
import { createLifetime } from './run/lifetime.ts';
import { runStack } from './run/run-stack.ts';
import { createPrinter } from './terminal/printer.ts';

const lifetime = createLifetime(process);
const printer = createPrinter((text) => void process.stdout.write(text));

try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = await runStack({ options, env: process.env, printer, lifetime });
} catch (error) {
  printer.line(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// Whatever a library left open (a pool, a timer) must not keep a stopped stack alive. The guards of parts are gone by now.
process.exit();
