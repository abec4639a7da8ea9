// Bundles one app into a single ESM file: node tools/nx/build-app.mjs apps/user-service
import { build } from 'esbuild';

const root = process.argv[2];

// Bundled CommonJS packages call require() and read __dirname; an ESM file has neither.
const commonJsGlobals = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join(' ');

await build({
  entryPoints: [`${root}/src/main.ts`],
  outfile: `${root}/dist/main.js`,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  sourcesContent: false,
  keepNames: true,
  logLevel: 'warning',
  external: ['sharp', '@node-rs/argon2', 'pg-native'],
  banner: { js: commonJsGlobals },
});
