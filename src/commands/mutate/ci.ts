/** The mutants as cases for CI: a survivor is a failure, located at its line if it is in a C source. */

import type { CiCase, CiReport, CiStatus } from '../../text/ci/ci-report.ts';
import type { MutantResult, MutateResult } from './result.ts';
import { mutantOutcome, sourceCounts } from './source-report.ts';

const mutation = {
  id: 'mutation',
  claim: 'Every mistake violates a claim.',
  why: 'If a mistake violates none, the same mistake in a patch would go unnoticed.',
  source: 'The catalogue of mutants, and the C source.',
};

export function mutateCi(result: MutateResult): CiReport {
  const { version, revision, mutants } = result;
  return {
    version,
    name: 'mutate',
    verdict: `${revision}: ${sourceCounts(result)}`,
    rules: [mutation],
    cases: mutants.map((one) => mutantCase(result, one)),
  };
}

function mutantCase({ revision, judgesMutants }: MutateResult, one: MutantResult): CiCase {
  const { mutant, verdict } = one;
  const { id, mistake, edit } = mutant;
  const statuses: Readonly<Record<MutantResult['verdict'], CiStatus>> = {
    killed: 'passed',
    survives: judgesMutants ? 'failed' : 'noted',
    undecided: 'error',
    equal: 'skipped',
    refused: 'skipped',
  };
  const place = edit && { ...edit, column: 1 };
  return {
    group: ['mutate', revision],
    name: id,
    status: statuses[verdict],
    rule: mutation.id,
    message: `${mistake}: ${mutantOutcome(one)}`,
    details: edit?.diff ?? '',
    file: edit?.path ?? null,
    line: edit?.line ?? null,
    code: place ?? null,
    kernelFunction: edit?.function ?? null,
  };
}
