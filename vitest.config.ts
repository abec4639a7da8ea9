import { defineConfig } from 'vitest/config';

const sources = '{apps,libs,tools}/*/{src,simulator}';
const integration = '**/*.int.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './tools/count-reporter.ts'],
    coverage: { provider: 'v8', include: [`${sources}/**/*.ts`], exclude: ['**/generated/**', '**/*.test.ts'] },
    projects: [
      { test: { name: 'unit', include: [`${sources}/**/*.test.ts`], exclude: ['**/node_modules/**', integration] } },
      {
        test: {
          name: 'int',
          include: [`${sources}/${integration}`],
          globalSetup: ['libs/testing/src/global-setup.ts'],
          // Runs in Node itself: it finds the Postgres that npm installed by import.meta.resolve, which Vite's runner lacks.
          server: { deps: { external: [/\/libs\/local-servers\/src\//] } },
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
