/** The sentences of the series: verdicts, minimal sets, and invalid results. */

import { beforeAll, describe, expect, test } from 'vitest';
import { claimsText } from '../../../src/commands/claims/report.ts';
import type { ClaimsResult, SentenceResult } from '../../../src/commands/claims/result.ts';
import { type ClaimsControl, judgeSentences } from '../../../src/commands/claims/run.ts';
import { ModelError } from '../../../src/errors.ts';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import { sentences } from '../../../src/subjects/vmem/cover-letter/cover-letter.ts';
import type { VmemSentence } from '../../../src/subjects/vmem/cover-letter/scopes.ts';
import {
  assumptions,
  scopeUnder,
  sentenceScope,
} from '../../../src/subjects/vmem/cover-letter/scopes.ts';
import { revisionNames } from '../../../src/subjects/vmem/kernel/revisions.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { plain } from '../../../src/text/paragraph.ts';

function control(signal = new AbortController().signal): ClaimsControl {
  const run = { subject: vmem, runJob: runInThisThread };
  return { ...run, now: () => 0, signal, onSentence: () => undefined };
}

function judge(asked: readonly VmemSentence[], signal?: AbortSignal): Promise<ClaimsResult> {
  return judgeSentences(asked, 'tablewalk claims', control(signal));
}

function sentenceOf(id: string): VmemSentence {
  const sentence = sentences.find((candidate) => candidate.id === id);
  if (sentence === undefined) throw new Error(`the sentence ${id} is gone`);
  return sentence;
}

function summary({ sentence, verdict, minimalSets, alsoAt }: SentenceResult): string {
  const sets = minimalSets.map(({ made, without }) => {
    const lengths = without.map(({ violation }) => violation.operations).join(',');
    return `{${made.map(({ id }) => id).join(' ')}}${lengths === '' ? '' : ` else ${lengths}`}`;
  });
  const broken = alsoAt.filter((at) => at.verdict !== 'holds').map(({ revision }) => revision);
  return `${sentence.id}: ${verdict} ${sets.join(' or ')}${broken.length > 0 ? ` not ${broken.join(' ')}` : ''}`;
}

/** The others take seconds each; test/e2e/claims.test.ts runs all of them. */
const slow = [
  'memmap-freed',
  'mark-deferred',
  'struct-page-sizes',
  'only-after-failure',
  'tlb-author',
];

describe('the quick claims', () => {
  let result: ClaimsResult;
  beforeAll(async () => {
    result = await judge(sentences.filter(({ id }) => !slow.includes(id)));
  }, 600_000);

  test('each has its result', () => {
    expect(result.sentences.map(summary).join('\n')).toMatchInlineSnapshot(`
      "vmemmap-tables-freed: conditional {no-kasan} else 1 not v1-5
      identity-freed: conditional {same-granularity} else 2 not base v2-2
      no-partly-covered-leaf: conditional {same-granularity} else 2
      populate-cleaned-up: conditional {no-kasan vmalloc-far} else 1,1 not v2-4
      mutex: holds {} not v2-4
      reserved-tables: conditional {no-kasan} else 1
      fallback: conditional {error-kept} else 1 or {one-failure} else 1
      mark-some-piece: conditional {no-failure same-granularity} else 3,3
      dcss: conditional {error-kept} else 1 or {no-failure} else 1
      one-walker: conditional {three-levels} else 1
      tlb-reuse: holds {}
      tlb-strict-pages: fails  not v2-3
      tlb-strict-tables: fails {freed-after-flush} else 1 not v2-6 v1-9 v2-9 linux-5.9 mainline
      tlb-strict-both: fails {freed-after-flush} else 2 not v1-9 v2-9 linux-5.9 mainline
      tlb-ranged-pages: conditional {freed-after-flush} else 2 or {whole-pmds} else 2
      tlb-ranged-tables: fails {freed-after-flush} else 2 not v2-6 v1-9 v2-9 linux-5.9 mainline"
    `);
  });

  test('each assumption of a minimal set has a counterexample without it', () => {
    for (const { minimalSets } of result.sentences) {
      for (const { made, without } of minimalSets) {
        expect(without.map(({ assumption }) => assumption)).toEqual(made);
      }
    }
  });

  test('a sentence that fails with all assumptions has a counterexample on its own revision', () => {
    const failing = result.sentences.filter(({ verdict }) => verdict === 'fails');
    expect(
      failing.map(({ sentence, violation }) => [
        sentence.id,
        violation?.counterexample.request.revision,
      ]),
    ).toEqual([
      ['tlb-strict-pages', 'v2-5'],
      ['tlb-strict-tables', 'linux-5.10'],
      ['tlb-strict-both', 'linux-5.10'],
      ['tlb-ranged-tables', 'linux-5.10'],
    ]);
  });

  test('the text fits a mail', () => {
    const lines = claimsText(result, plain).split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });
});

test('sentences have unique ids, known revisions, and short quotations', () => {
  const ids = sentences.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const revisions = sentences.flatMap(({ revision, alsoAt }) => [revision, ...alsoAt]);
  expect(revisions.filter((name) => !revisionNames.includes(name))).toEqual([]);
  expect(sentences.filter(({ quote }) => quote.split(' ').length > 25)).toEqual([]);
});

test('an assumption about the code replaces the revision by the repaired one, in any order', () => {
  const { errorKept, partMarked } = assumptions;
  const revisionOf = (...made: (typeof errorKept | typeof partMarked)[]): string =>
    scopeUnder(sentenceScope, {}, [errorKept, partMarked], made).revision;
  expect([
    revisionOf(),
    revisionOf(errorKept),
    revisionOf(partMarked),
    revisionOf(errorKept, partMarked),
  ]).toEqual(['linux-5.10', 'error-kept', 'part-marked', 'repaired']);
});

test('a sentence that was never exercised is undecided', async () => {
  const nothing = {
    ...sentenceOf('mutex'),
    properties: [{ invariant: 'unused-tail-valid' }],
    revision: 'base',
    alsoAt: [],
  };
  const { sentences: results } = await judge([nothing]);
  expect(results.map(({ verdict, minimalSets }) => [verdict, minimalSets])).toEqual([
    ['undecided', []],
  ]);
});

test('a claim about a fact that does not violate its invariant is a bug', async () => {
  const properties = [{ invariant: 'freed-once', facts: ['memmapLost'] }];
  await expect(judge([{ ...sentenceOf('mutex'), properties }])).rejects.toThrow(ModelError);
  const unknown = [{ invariant: 'freed-twice' }];
  await expect(judge([{ ...sentenceOf('mutex'), properties: unknown }])).rejects.toThrow(
    ModelError,
  );
});

test('after an abort no further claim is judged', async () => {
  const { sentences: results, isInterrupted } = await judge(sentences, AbortSignal.abort());
  expect([results, isInterrupted]).toEqual([[], true]);
});
