// Infers the targets of every workspace package, so that a new one needs no configuration of its own.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const run = (command, cwd = '{projectRoot}', more = {}) => ({
  executor: 'nx:run-commands',
  options: { command, cwd },
  ...more,
});

const buildOf = (root) => ({
  build: run(`node tools/nx/build-app.mjs ${root}`, '.', { outputs: ['{projectRoot}/dist'] }),
});

const generate = {
  generate: run('prisma generate', '{projectRoot}', {
    inputs: [
      '{projectRoot}/prisma/schema/**/*',
      '{projectRoot}/prisma.config.ts',
      { externalDependencies: ['prisma'] },
    ],
    outputs: ['{projectRoot}/src/generated'],
  }),
};

const targetsOf = (root, at) => ({
  typecheck: run('tsc -p tsconfig.json'),
  lint: run('eslint .'),
  test: run(`vitest run --passWithNoTests ${root}/`, '.'),
  ...(root.startsWith('apps/') && existsSync(join(at, root, 'src/main.ts')) ? buildOf(root) : {}),
  ...(existsSync(join(at, root, 'prisma.config.ts')) ? generate : {}),
});

export const createNodesV2 = [
  '{apps,libs,tools}/*/package.json',
  (files, _options, context) =>
    files.map((file) => {
      const root = dirname(file);
      return [file, { projects: { [root]: { root, targets: targetsOf(root, context.workspaceRoot) } } }];
    }),
];
