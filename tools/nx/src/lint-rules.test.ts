import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const LIMIT_MS = 180_000;
const eslint = new ESLint();

/** The rules that fire when a file of the repository held this text. */
async function rulesFired(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const BOUNDARIES = '@nx/enforce-module-boundaries';
const HOMES = 'no-restricted-imports';

// A check that cannot fail is a defect: each wall of eslint.config.mjs is seen to hold.
describe('lint refuses', { timeout: LIMIT_MS }, () => {
  test.each([
    ['a contract that imports a platform lib', 'libs/plans/src/index.ts', "import '@pingvas/http';", BOUNDARIES],
    ['a platform lib that imports the database', 'libs/http/src/index.ts', "import '@pingvas/db';", BOUNDARIES],
    ['test helpers in product code', 'apps/user-service/src/app.ts', "import '@pingvas/testing';", BOUNDARIES],
    [
      'one service that imports another',
      'apps/user-service/src/app.ts',
      "import '../../model-service/src/app.ts';",
      BOUNDARIES,
    ],
    ['the worker with a database', 'apps/gpu-worker/src/app.ts', "import '@pingvas/db';", HOMES],
    ['BullMQ outside its home', 'apps/generation-service/src/app.ts', "import 'bullmq';", HOMES],
    ['Prisma outside its home', 'apps/user-service/src/app.ts', "import '@prisma/client';", HOMES],
    ['S3 outside its home', 'apps/gpu-worker/src/app.ts', "import '@aws-sdk/client-s3';", HOMES],
    ['any', 'libs/plans/src/index.ts', 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
    [
      'a promise that nobody waits for',
      'libs/plans/src/index.ts',
      'const work = async () => 1;\nwork();',
      '@typescript-eslint/no-floating-promises',
    ],
    ['a file over 250 lines', 'libs/plans/src/index.ts', 'export {};\n'.repeat(260), 'max-lines'],
    [
      'a function over 50 lines',
      'libs/plans/src/index.ts',
      `export function f() {\n${'  f();\n'.repeat(55)}}`,
      'max-lines-per-function',
    ],
  ])('%s', async (_name, file, text, rule) => {
    expect(await rulesFired(file, text)).toContain(rule);
  });
});
