// A stack of two shell parts with the real lifetime and supervisor: writes their process ids into a file and its own into
// another, then waits for its end.
import { writeFileSync } from 'node:fs';
import { createSupervisor } from '../../supervisor/create-supervisor.ts';
import { shellPart } from '../../supervisor/test/shell-part.ts';
import { createLifetime } from '../lifetime.ts';

writeFileSync(`${process.argv[2]}.owner`, String(process.pid));
const lifetime = createLifetime(process);
const supervisor = createSupervisor({ onChange: () => undefined, log: () => undefined, onGivenUp: () => undefined });
const say = async (name: string, script: string) =>
  supervisor.start(
    shellPart(name, `echo $$ >> ${process.argv[2]}; ${script}; while :; do sleep 0.05; done`, { phase: 'work' }),
  );
await say('polite', 'trap "exit 0" TERM');
await say('stubborn', 'trap "" TERM HUP INT');
process.stdout.write('ready\n');
if (process.argv[3] === 'throw')
  setTimeout(() => {
    throw new Error('nobody caught this');
  }, 50);
const end = await lifetime.ended;
for (let n = 0; n < 1_000; n += 1) process.stdout.write('stopping, and telling it to a pipe that may be closed\n');
await supervisor.stop(500);
process.exit(end.status);
