/** Bundles the benchmark as `vite.dist.config.ts` bundles the program: what is measured is what users run. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  build: {
    target: 'node20',
    ssr: true,
    outDir: '../dist-bench',
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      // A worker is started from the file beside the one that starts it.
      input: ['run.ts', 'help-two-workers.ts'],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
