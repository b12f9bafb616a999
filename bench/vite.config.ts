/** Bundles the benchmark as `vite.dist.config.ts` bundles the program: what is measured is what users run. */
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
      // A worker is started from the file beside the one that starts it.
      input: ['run.ts', 'help-two-workers.ts'],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // V8 folds a constant, and not a variable.
        topLevelVar: false,
      },
    },
  },
});
