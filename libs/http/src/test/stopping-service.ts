import { runService } from '../service/run-service.ts';
import { createTestService } from './test-service.ts';

// Run as a process of its own: prints its address, then what it does when it is told to stop.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const [, , brokenPhase] = process.argv;
const app = await createTestService();
const address = await runService(app, {
  config: { HOST: '127.0.0.1', PORT: 0 },
  drainMs: 300,
  phases: [
    {
      name: 'work',
      limitMs: 1000,
      run: () => {
        if (brokenPhase !== undefined) throw new Error(brokenPhase);
        say('work drained');
      },
    },
    { name: 'clients', limitMs: 1000, run: () => say('clients closed') },
  ],
});
say(address);
