import { defineConfig } from 'vitest/config';

const e2e = 'test/e2e/**/*.test.ts';
const unit = ['test/**/*.test.ts', 'examples/**/*.test.ts'];

export default defineConfig({
  // Examples import the package by its name; here that is its source.
  resolve: { tsconfigPaths: true },
  test: {
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: unit, exclude: [e2e] } },
      {
        extends: true,
        test: { name: 'e2e', include: [e2e], globalSetup: ['test/e2e/build-dist.ts'] },
      },
    ],
  },
});
