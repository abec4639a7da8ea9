// A process that starts a server which ignores SIGTERM, says the server's id, and waits to be killed.
import { spawnServer } from '../spawn-server.ts';

const server = await spawnServer({
  command: '/bin/sh',
  args: ['-c', "trap '' HUP INT; while :; do sleep 0.1; done"],
  logFile: '/dev/null',
  removeDir: process.argv[2] ?? '',
});
console.log(server.pid);
setInterval(() => undefined, 1_000);
