import type { LoginRole } from '@pingvas/db';
import type { Ports, ServiceName } from './ports/plan.ts';
import type { Secrets } from './state/secrets.ts';

/** What the parts need to know of each other; everything is on loopback. */
export interface Settings {
  /** The environment `npm start` was given: it is handed down, and what is set here wins over it. */
  outer: NodeJS.ProcessEnv;
  ports: Ports;
  secrets: Secrets;
  schema: string;
  bucket: string;
  region: string;
  databaseUrlOf: (role: LoginRole) => string;
  redisUrl: string;
  runtimeUrls: readonly string[];
  adminEmail: string;
  /** The origin of a web client, for CORS and the links in mails. */
  webOrigin: string;
  /** Manifest of models that a real runtime has, and the folder it lies in. */
  models?: { manifest: string; dir: string };
  /** Where a runtime simulator keeps faults and timing over its own restart. */
  simulatorStateFile: (index: number) => string;
  s3Dir: string;
}

const HOST = '127.0.0.1';
const GPU_CLASSES = 't4,a10g';

export const urlOf = (port: number): string => `http://${HOST}:${port}`;
export const publicUrlOf = ({ ports }: Settings): string => `http://localhost:${ports.gateway}`;

/** What every service reads. */
const serviceBase = (settings: Settings, service: ServiceName): NodeJS.ProcessEnv => ({
  ...settings.outer,
  HOST,
  PORT: String(settings.ports.services[service]),
  ENVIRONMENT: 'dev',
  LOG_LEVEL: settings.outer['LOG_LEVEL'] ?? 'info',
  PUBLIC_BASE_URL: publicUrlOf(settings),
  CORS_ORIGINS: settings.outer['CORS_ORIGINS'] ?? settings.webOrigin,
  RATE_LIMIT_MULTIPLIER: settings.outer['RATE_LIMIT_MULTIPLIER'] ?? '1',
  WEBHOOK_ALLOW_LOOPBACK: settings.outer['WEBHOOK_ALLOW_LOOPBACK'] ?? 'true',
  DATABASE_URL: settings.databaseUrlOf(service),
  DB_SCHEMA: settings.schema,
  REDIS_URL: settings.redisUrl,
  JWT_ISSUER: publicUrlOf(settings),
});

const storage = ({ ports, secrets, bucket, region }: Settings): NodeJS.ProcessEnv => ({
  S3_ENDPOINT: urlOf(ports.s3),
  S3_REGION: region,
  S3_BUCKET: bucket,
  S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
  S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
});

const ofService: Record<ServiceName, (settings: Settings) => NodeJS.ProcessEnv> = {
  user: ({ secrets, ports, webOrigin }) => ({
    JWT_SIGNING_KEYS: secrets.jwtSigningKeys,
    SMTP_URL: `smtp://${HOST}:${ports.smtp}`,
    MAIL_FROM: 'Pingvas Studio <noreply@pingvas.test>',
    WEB_BASE_URL: webOrigin,
  }),
  payment: () => ({}),
  generation: (settings) => ({ QUOTE_SECRET: settings.secrets.quoteSecret, GPU_CLASSES, ...storage(settings) }),
  gallery: storage,
  model: () => ({}),
};

/** The whole environment of each part: this file is the one table of it. */
export const environmentOf = {
  service: (settings: Settings, service: ServiceName): NodeJS.ProcessEnv => ({
    ...serviceBase(settings, service),
    ...ofService[service](settings),
  }),

  worker: (settings: Settings, index: number): NodeJS.ProcessEnv => ({
    ...settings.outer,
    ENVIRONMENT: 'dev',
    LOG_LEVEL: settings.outer['LOG_LEVEL'] ?? 'info',
    // No WORKER_ID: each start is a new worker, as each pod is.
    GPU_CLASSES: settings.outer['GPU_CLASSES'] ?? GPU_CLASSES,
    INVOKEAI_URL: settings.runtimeUrls[index],
    REDIS_URL: settings.redisUrl,
    MODELS_DIR: settings.models?.dir ?? settings.outer['MODELS_DIR'] ?? '/models',
    HEALTH_HOST: HOST,
    HEALTH_PORT: String(settings.ports.workers[index]),
    ...storage(settings),
  }),

  gateway: (settings: Settings): NodeJS.ProcessEnv => ({
    ...settings.outer,
    // Both loopback addresses: some clients try ::1 first.
    HOST: 'localhost',
    PORT: String(settings.ports.gateway),
    PUBLIC_BASE_URL: publicUrlOf(settings),
    USERS_URL: urlOf(settings.ports.services.user),
    PAYMENTS_URL: urlOf(settings.ports.services.payment),
    GENERATION_URL: urlOf(settings.ports.services.generation),
    GALLERY_URL: urlOf(settings.ports.services.gallery),
    MODELS_URL: urlOf(settings.ports.services.model),
  }),

  s3: (settings: Settings): NodeJS.ProcessEnv => ({
    ...settings.outer,
    ...storage(settings),
    PORT: String(settings.ports.s3),
    S3_DIR: settings.s3Dir,
    S3_CORS_ORIGINS: settings.outer['CORS_ORIGINS'] ?? settings.webOrigin,
  }),

  mail: (settings: Settings): NodeJS.ProcessEnv => ({
    ...settings.outer,
    PORT: String(settings.ports.mail),
    SMTP_PORT: String(settings.ports.smtp),
  }),

  simulator: (settings: Settings, index: number): NodeJS.ProcessEnv => ({
    ...settings.outer,
    PORT: String(settings.ports.runtimes[index]),
    SIM_STATE_FILE: settings.simulatorStateFile(index),
  }),

  adminSeed: (settings: Settings): NodeJS.ProcessEnv => ({
    ...serviceBase(settings, 'user'),
    ADMIN_EMAIL: settings.adminEmail,
    ADMIN_PASSWORD: settings.secrets.adminPassword,
  }),

  modelSeed: (settings: Settings): NodeJS.ProcessEnv => ({
    ...serviceBase(settings, 'model'),
    ...(settings.models && { MODELS_MANIFEST: settings.models.manifest }),
  }),
};
