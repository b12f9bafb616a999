import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { foldTables } from './build/fold-tables.ts';
import { findChromium } from './test/support/chromium.ts';
import { findRedis } from './test/support/redis.ts';
import { hasSlurm } from './test/support/slurm.ts';

const e2e = 'test/e2e/**/*.test.ts';
const unit = ['test/**/*.test.ts', 'examples/**/*.test.ts'];
const inBrowser = 'test/e2e/page/**/*.test.ts';

// Printed explicitly, because a skipped test looks like a passed one.
const withoutBrowser = findChromium(process.env) === null ? [inBrowser] : [];
if (withoutBrowser.length > 0) {
  process.stderr.write(
    `NOT RUN: the tests of the page in a browser (${inBrowser}), because no Chromium was found; install chromium, or set CHROMIUM_PATH.\n`,
  );
}

const onRedis = ['test/e2e/machines/swarm*.test.ts', 'test/e2e/page/swarm.test.ts'];
const withoutRedis = findRedis(process.env) === null ? onRedis : [];
if (withoutRedis.length > 0) {
  process.stderr.write(
    `NOT RUN: the tests of swarm (${onRedis.join(', ')}), because no redis-server was found; install redis-server, or set REDIS_SERVER_PATH.\n`,
  );
}

const onSlurm = 'test/e2e/machines/slurm.test.ts';
const withoutSlurm = hasSlurm() ? [] : [onSlurm];
if (withoutSlurm.length > 0) {
  process.stderr.write(
    `NOT RUN: the tests on a real Slurm (${onSlurm}), because no slurmctld was found; install slurm-wlm.\n`,
  );
}

/** For JavaScript files, which tsconfig.json does not include. */
const source = fileURLToPath(new URL('./src/api/index.ts', import.meta.url));

// Not `extends: true`, because each project would load this file and print the above again.
const shared = {
  setupFiles: ['test/support/seed.ts'],
  testTimeout: 600_000,
  hookTimeout: 600_000,
};

export default defineConfig({
  test: {
    // The default leaves one processor free, which is half of two.
    maxWorkers: availableParallelism(),
    projects: [
      {
        plugins: [foldTables(fileURLToPath(new URL('./src', import.meta.url)))],
        // Examples and models import the package by name, which is resolved to its source here.
        resolve: { alias: [{ find: /^tablewalk$/, replacement: source }], tsconfigPaths: true },
        test: { ...shared, name: 'unit', include: unit, exclude: [e2e], isolate: false },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: [e2e],
          exclude: [...withoutBrowser, ...withoutRedis, ...withoutSlurm],
          // As node loads it: it is JavaScript already.
          server: { deps: { external: [/\/dist\//] } },
          globalSetup: ['test/e2e/build-dist.ts'],
        },
      },
    ],
  },
});
