import type { TestProject } from 'vitest/node';
import { createTemplateDatabase } from './database/template-database.ts';
import { startServers } from './servers/start-servers.ts';
import './servers/test-servers.ts';
import { createSigningKey } from './tokens/signing-key.ts';

/** Vitest runs this once, and only when a file that needs servers is selected. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrl, redisUrl, s3, stop } = await startServers(process.env);
  const signingKey = await createSigningKey();
  try {
    const template = await createTemplateDatabase(postgresUrl, signingKey);
    project.provide('servers', {
      postgres: { superuserUrl: postgresUrl, templateDatabase: template.name },
      redis: { url: redisUrl },
      s3,
      signingKey,
    });
    return () => template.drop().finally(stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
