/**
 * Bundles the benchmark like `vite.dist.config.ts` bundles the program, so that it measures the code
 * that users run.
 */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { foldTables } from '../build/fold-tables.ts';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [foldTables(join(import.meta.dirname, '../src'), import.meta.dirname)],
  build: {
    target: 'node20',
    ssr: true,
    outDir: '../dist-bench',
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      // A worker is started from a file next to its starter.
      input: ['run.ts', 'cbmc.ts', 'help-two-workers.ts'],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // V8 folds constants, but not variables.
        topLevelVar: false,
      },
    },
  },
});
