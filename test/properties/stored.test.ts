/** Every search, however configured, stores counterexamples that replay. */

import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { runCheck } from '../../src/commands/check/run.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { meet } from '../../src/model/masks.ts';
import { buildScope } from '../../src/subjects/vmem/build-scope.ts';
import { execute } from '../../src/subjects/vmem/execution/executor.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { quickScope } from '../support/counterexamples.ts';
import { formatVmem, parseVmem } from '../support/vmem-files.ts';
import { noLimits } from '../toys/ask.ts';

property.prop(
  [
    fc.constantFrom('bfs' as const, 'dfs' as const),
    fc.boolean(),
    fc.constantFrom('linux-5.10', 'v1-7', 'v2-3', 'base'),
    fc.constantFrom('zero' as const, 'unused' as const, 'recycled' as const),
  ],
  { numRuns: 12 },
)('with bfs or dfs, exact or not', async (search, exact, revision, fresh) => {
  const scope = { ...quickScope(), revision, fresh, failAllocs: 1 };
  const { invariants: results } = await runCheck(
    {
      command: 'tablewalk check',
      preset: 'quick',
      scopes: [scope],
      invariants,
      invariantsAreNamed: false,
      search,
      exact,
      stopAtFirst: false,
      limits: noLimits,
      directory: null,
    },
    {
      subject: vmem,
      runJob: runInThisThread,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const violations = results.flatMap(({ violation }) => violation ?? []);
  expect(violations).not.toEqual([]);
  for (const { counterexample, invariant, steps } of violations) {
    const stored = parseVmem('x.json', formatVmem(counterexample));
    const { operations, divergence } = execute(buildScope(stored.request), stored);
    const broken = operations.findIndex(({ facts }) => meet(facts, invariant.violatedBy));
    expect([divergence, broken]).toEqual([null, stored.expected.operation]);
    expect(operations.reduce((sum, operation) => sum + operation.steps, 0)).toBe(steps);
  }
});
