/** Each file of corpus/ is recognised as the finding in its name. */

import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { findCounterexamples } from '../../../../src/counterexample/files.ts';
import { allInvariantIds } from '../../../../src/invariants/catalogue.ts';
import { knownFindingOf } from '../../../../src/subjects/vmem/findings/findings.ts';
import { knownFindings } from '../../../../src/subjects/vmem/findings/known-findings.ts';
import { replayVmem } from '../../../support/vmem-files.ts';
import { filesBelow } from '../../../tidy/files.ts';

test.each(findCounterexamples(['corpus']))('%s', (file) => {
  const { counterexample, invariant } = replayVmem(file);
  expect(knownFindingOf(counterexample, invariant)?.id).toBe(basename(file).slice(0, 3));
});

test('titles match docs/FINDINGS.md, claims match the catalogue', () => {
  const [document] = filesBelow('docs', 'FINDINGS.md');
  for (const { id, title, claims } of knownFindings) {
    expect(document.text).toContain(`| ${id} | ${title} |`);
    for (const claim of claims) expect(allInvariantIds).toContain(claim);
  }
});
