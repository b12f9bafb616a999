/**
 * Bundles src into dist: a few files load faster than some hundred.
 */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { foldTables } from './build/fold-tables.ts';

/** What is started or imported from outside. */
const entries = [
  'api/fast-check',
  'api/index',
  'api/vitest',
  'main/command-thread',
  'main/job-thread',
  'main/main',
];

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [foldTables(join(import.meta.dirname, 'src'))],
  // Every command line loads them, and one of them is sixty files (THIRD-PARTY-NOTICES.md).
  ssr: { noExternal: ['commander', 'picocolors', 'zod'] },
  build: {
    target: 'node20',
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // V8 folds a constant, and not a variable.
        topLevelVar: false,
      },
    },
  },
});
