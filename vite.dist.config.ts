/** Bundles src into dist, because a few files load faster than hundreds. */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { foldTables } from './build/fold-tables.ts';

/** Entry points: files that are started or imported from outside; tests import run-cli. */
const entries = [
  'api/fast-check',
  'api/index',
  'api/vitest',
  'main/command-thread',
  'main/job-thread',
  'main/main',
  'main/run-cli',
];

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [foldTables(join(import.meta.dirname, 'src'))],
  // Every search loads these libraries, and one of them has sixty files (THIRD-PARTY-NOTICES.md).
  ssr: { noExternal: ['commander', 'diff', 'pako', 'picocolors', 'seedrandom', 'zod'] },
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
        // V8 folds constants, but not variables.
        topLevelVar: false,
      },
    },
  },
});
