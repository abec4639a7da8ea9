import { renameSync, rmSync, writeFileSync } from 'node:fs';

export interface ProcessState {
  pid: number;
  restarts: number;
}

/** What others may know of a running stack; the file is there only while everything is up. */
export interface StackDescription {
  version: 1;
  started_at: string;
  gateway: string;
  services: Record<string, string>;
  processes: Record<string, ProcessState>;
  postgres: { url: string; schema: string; superuser_url: string };
  redis: string;
  s3: { endpoint: string; region: string; bucket: string; access_key_id: string; secret_access_key: string };
  runtime: string[];
  mail: string;
  admin: { email: string; password: string };
  browser: { origin: string; redirect_uri: string };
}

/** Replaced whole: a reader never sees a part of it. It holds passwords, so only its owner may read it. */
export const writeStackFile = (file: string, description: StackDescription): void => {
  const draft = `${file}.draft`;
  writeFileSync(draft, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
};

export const removeStackFile = (file: string): void => rmSync(file, { force: true });
