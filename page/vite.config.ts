/**
 * Builds the page into one script and one style sheet, which src/commands/show/page-html.ts combines into
 * one file.
 */
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  logLevel: 'warn',
  build: {
    target: 'es2022',
    // The first browsers with light-dark(); the fallback for older ones would ignore the theme button.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: '../dist/page',
    emptyOutDir: true,
    reportCompressedSize: false,
    lib: {
      entry: 'main.tsx',
      formats: ['iife'],
      name: 'tablewalkPage',
      fileName: () => 'page.js',
      cssFileName: 'page',
    },
  },
});
