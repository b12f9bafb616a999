/** Ten walks that pin the version of the walk generator, and the handling of stored walks. */

import { expect, test } from 'vitest';
import { runSample } from '../../src/commands/sample/run.ts';
import { walkGenerator } from '../../src/counterexample/walk-generator.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { resolveScopes } from '../../src/subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';

async function firstFound(scope: ScopeConfig, seed: string): Promise<string> {
  const result = await runSample(
    {
      command: 'tablewalk sample',
      preset: 'quick',
      scope,
      invariants,
      invariantsAreNamed: false,
      seed,
      seeds: null,
      runs: 1000,
      depth: 30,
      stopAtFirst: true,
      elapsedMsMax: Infinity,
      directory: null,
      shrinks: false,
    },
    {
      subject: vmem,
      runJob: runInThisThread,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const [first] = result.invariants.flatMap(({ violation }) => violation ?? []);
  const { found, text } = first.counterexample;
  return `walk ${found?.walk}, ${found?.transitions} transitions: ${text}`;
}

/**
 * If a row changes, increase the version in src/counterexample/walk-generator.ts before you update
 * the rows.
 */
test('ten seeds give these walks; any change requires a new generator version', async () => {
  const [quick] = resolveScopes('quick', {});
  const [any] = resolveScopes('any', {});
  const [levels] = resolveScopes('levels', { revision: 'linux-5.9' });
  const [threads] = resolveScopes('quick', { threads: ['hotplug-unlocked', 'hotplug-unlocked'] });
  const rows = [
    await firstFound(quick, '1'),
    await firstFound(quick, '2'),
    await firstFound(quick, '20200722'),
    await firstFound({ ...quick, revision: 'v2-4' }, 'a'),
    await firstFound({ ...quick, failAllocs: 2, fresh: 'unused' }, 'b'),
    await firstFound(any, '1'),
    await firstFound(any, '2'),
    await firstFound(levels, '1'),
    await firstFound(threads, '1'),
    await firstFound(threads, '2'),
  ];
  expect(walkGenerator).toBe('walk/1');
  expect(rows).toMatchInlineSnapshot(`
    [
      "walk 0, 6 transitions: linux-5.10 violates no-dangling-entry: add section 2 (allocation 1 fails); add section 2 (allocation 1 fails); add section 3; online section 3; add section 2 (allocation 1 fails); remove section 3",
      "walk 0, 5 transitions: linux-5.10 violates no-dangling-entry: add section 2; online section 2; add section 3 (allocation 1 fails); online section 3; remove section 2",
      "walk 0, 1 transitions: linux-5.10 violates no-dangling-entry: add section 2 (allocation 3 fails)",
      "walk 0, 1 transitions: v2-4 violates no-leaked-tables: add section 2 (allocation 2 fails)",
      "walk 0, 2 transitions: linux-5.10 violates no-dangling-entry: add section 2 (allocation 6 returns memory with 16384 bytes of 0xFD in it; allocation 8 returns memory with 16384 bytes of 0xFD in it); remove section 2",
      "walk 0, 7 transitions: linux-5.10 violates live-memmap-not-zeroed: free 0x80000-0x85000; free 0x80000-0x82000; free 0x81000-0x82000; populate 0x80000-0x82000; populate 0x85000-0x86000; populate 0x83000-0x88000; populate 0x84000-0x87000",
      "walk 0, 2 transitions: linux-5.10 violates no-dangling-entry: populate 0x80000-0x86000; free 0x83000-0x86000",
      "walk 0, 5 transitions: linux-5.9 violates no-dangling-entry: add section 2 (allocation 1 fails); add section 2 (allocation 1 fails); add section 3; online section 3; remove section 3",
      "walk 14, 26 transitions: linux-5.10 violates no-dangling-entry: thread 2: add section 3 (allocation 4 fails)",
      "walk 4, 26 transitions: linux-5.10 violates no-dangling-entry: thread 2: add section 3 (allocation 4 fails)",
    ]
  `);
});
