import { createGateway } from './create-gateway.ts';

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};

const gateway = await createGateway({
  publicUrl: needed('PUBLIC_BASE_URL'),
  upstreams: {
    users: needed('USERS_URL'),
    payments: needed('PAYMENTS_URL'),
    generation: needed('GENERATION_URL'),
    gallery: needed('GALLERY_URL'),
    models: needed('MODELS_URL'),
  },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void gateway.close());
await gateway.listen({ host: process.env.HOST ?? '127.0.0.1', port: Number(needed('PORT')) });
