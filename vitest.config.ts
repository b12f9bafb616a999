import { defineConfig } from 'vitest/config';

const e2e = 'test/e2e/**/*.test.ts';

export default defineConfig({
  test: {
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [e2e] } },
      {
        extends: true,
        test: { name: 'e2e', include: [e2e], globalSetup: ['test/e2e/build-dist.ts'] },
      },
    ],
  },
});
