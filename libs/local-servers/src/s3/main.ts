import { startS3 } from './start-s3.ts';

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};

const server = await startS3({
  dir: needed('S3_DIR'),
  port: Number(process.env.PORT ?? 0),
  credentials: { accessKeyId: needed('S3_ACCESS_KEY_ID'), secretAccessKey: needed('S3_SECRET_ACCESS_KEY') },
  buckets: [needed('S3_BUCKET')],
  corsOrigins: (process.env.S3_CORS_ORIGINS ?? '').split(',').filter(Boolean),
});
console.log(`s3: ${server.url}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop());
