import { startMailSink } from './start-mail-sink.ts';

const sink = await startMailSink({
  smtpPort: Number(process.env.SMTP_PORT ?? 0),
  httpPort: Number(process.env.PORT ?? 0),
});
console.log(`mail sink: ${sink.smtpUrl}, read at ${sink.url}/messages`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sink.stop());
