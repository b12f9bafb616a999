/**
 * Unreached items are listed with what the scope lacks to reach them; items that the scope should
 * reach are listed separately.
 */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missedLines, neverTakenLines } from '../../../../src/commands/size/coverage.ts';
import { searches } from '../../../../src/jobs/search-job.ts';
import { type Coverage, missedOf } from '../../../../src/subject/reach.ts';
import {
  resolveScopes,
  type ScopeOverrides,
} from '../../../../src/subjects/vmem/scope/resolve-scopes.ts';
import { vmem } from '../../../../src/subjects/vmem/subject.ts';
import { readText } from '../../../scenarios/text-twins.ts';
import { noLimits } from '../../../toys/ask.ts';

function coverageOf(overrides: ScopeOverrides): Coverage {
  const [scope] = resolveScopes('quick', overrides);
  const answer = searches.run(
    {
      scope,
      invariantIds: [],
      search: 'bfs',
      exact: false,
      stopAtFirst: false,
      limits: noLimits,
    },
    { subject: vmem, now: () => 0, shouldStop: () => false, onProgress: () => undefined },
  );
  return answer.coverage;
}

const reported = (coverages: readonly Coverage[]) =>
  vmem.reach.unreachedOf(coverages).map(({ kind, name, needs }) => `${kind} ${name}: ${needs}`);

test('preset quick has no readers and no failing walk, and reaches everything else', () => {
  const found = reported([coverageOf({})]).filter((line) => !line.startsWith('answer'));
  expect(found).toEqual([
    'step warn: a caller that breaks the rules, a walk that went wrong, or mainline with 3 or 4 levels',
    'step freeHeld: a revision with freesAfterFlush',
    'step readEntry: --threads with dumper',
    'step rewriteLeaf: --threads with set-memory',
    'step isOnline: --threads with pfn-walker',
    'step touchMemmap: --threads with pfn-walker',
    'step takeFrame: --threads with allocator',
    'step replaceLeaf: a revision with splitsLargeLeaves',
    'occasion entryRead: --threads with dumper',
    'occasion memmapRead: --threads with pfn-walker',
    'occasion frameTaken: --threads with allocator',
    'occasion refused: --contract any --misaligned',
  ]);
});

test('without failures: their answers, features and occasions, each with the flag it needs', () => {
  const found = reported([coverageOf({ failAllocs: 0 })]);
  expect(found.filter((line) => line.includes('--fail-allocs'))).toEqual([
    'answer vmem_add_mapping: alloc table: fails: --fail-allocs 1',
    'answer vmem_add_mapping: return: an error: --fail-allocs 1',
    'answer vmemmap_populate: alloc block: fails: --fail-allocs 1',
    'answer vmemmap_populate: alloc table: fails: --fail-allocs 1',
    'answer vmemmap_populate: return: an error: --fail-allocs 1',
    'feature undoesFailedPopulate: --fail-allocs 1',
    'feature undoesUnderOneLock: --fail-allocs 1',
    'feature fallsBackToPages: --fail-allocs 1',
    'occasion ranOutOfMemory: --fail-allocs 1',
    'occasion fellBack: --fail-allocs 1',
  ]);
});

test('a section that no add ever succeeds to map: its other operations are never taken', async () => {
  const own = 'test/c/own-vmem.c';
  const text = readFileSync(own, 'utf8').replace(
    '	if (end < start || end > VMEM_MAX_PHYS)',
    '	if (end < start || end > 0x30000)',
  );
  const coverage = coverageOf({ revision: await readText(text) });
  const never = reported([coverage]).filter((line) => line.startsWith('action'));
  expect(never).toEqual([
    'action remove section 3: an add that succeeds',
    'action online section 3: an add that succeeds',
  ]);
  const all = [coverage, coverageOf({})];
  expect(reported(all).filter((line) => line.startsWith('action'))).toEqual([]);
  expect(neverTakenLines(vmem.reach.unreachedOf([coverage]), '')).toEqual([
    'Never taken: remove section 3; online section 3 (needs an add that',
    '  succeeds).',
  ]);
});

test('an item that one scope reaches is not missing in the others', () => {
  const without = coverageOf({ failAllocs: 0 });
  const joined = reported([without, coverageOf({})]);
  expect(joined.filter((line) => line.includes('--fail-allocs'))).toEqual([]);
});

test('unreached items that the scope should reach are reported in one line, without results', () => {
  const coverage = coverageOf({});
  expect(missedLines(vmem.reach.unreachedOf([coverage]))).toEqual([]);
  const { steps, occasions } = coverage;
  if (steps === null) throw new Error('no histories');
  const { flush: _, ...histories } = steps.histories;
  const lame: Coverage = { ...coverage, steps: { ...steps, histories }, occasions: occasions & ~2 };
  expect(missedOf(vmem.reach.unreachedOf([lame])).map(({ name }) => name)).toEqual([
    'flush',
    'succeeded',
  ]);
  expect(missedLines(vmem.reach.unreachedOf([lame]))).toEqual([
    'Coverage: the scope should reach, but did not: flush (flush the TLB);',
    '  succeeded (a call that maps returned 0).',
  ]);
});

test.each(['base', 'v1-3', 'v1-6', 'v1-8', 'v1-9', 'linux-5.9', 'mainline', 'strict-order'])(
  '%s reaches what its features let it reach',
  (revision) => {
    const coverages = [{}, { structPage: 64 }, { failAllocs: 0 }, { blocks: [[2]] }].map(
      (overrides) => coverageOf({ ...overrides, revision }),
    );
    for (const coverage of coverages)
      expect(missedOf(vmem.reach.unreachedOf([coverage]))).toEqual([]);
  },
);
