/** A violation that the search finds but the plain machine does not show is a bug in tablewalk. */

import { expect, test } from 'vitest';
import { confirm } from '../../src/counterexample/confirm.ts';
import { ModelError } from '../../src/errors.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { invariantOf, quickScope } from '../support/counterexamples.ts';

const scope = quickScope();
const invariant = invariantOf('success-means-mapped');

function transition(op: string, section: number, failed: readonly number[]) {
  return { label: op, op: { op, sections: [section] }, failed, contents: [] };
}

test('a violation that the plain machine shows is confirmed, with the step count of that machine', () => {
  const transitions = [transition('add', 2, [7])];
  const { steps, operations } = confirm(vmem, { invariant, scope, transitions, steps: 0 });
  expect([steps, operations]).toEqual([32, 1]);
});

test('a violation that it does not show is refused', () => {
  const transitions = [transition('add', 2, [])];
  expect(() => confirm(vmem, { invariant, scope, transitions, steps: 0 })).toThrow(
    new ModelError(
      'the search found "linux-5.10 violates success-means-mapped: add section 2", but the plain machine does not violate success-means-mapped',
    ),
  );
});

test('a path that it cannot follow is refused', () => {
  const transitions = [transition('add', 2, [7]), transition('add', 2, [])];
  expect(() => confirm(vmem, { invariant, scope, transitions, steps: 0 })).toThrow(
    /the plain machine diverges: "add section 2" is not possible/,
  );
});

test('a failure of an allocation that is never tried is refused', () => {
  const transitions = [transition('add', 2, [99])];
  expect(() => confirm(vmem, { invariant, scope, transitions, steps: 0 })).toThrow(
    /allocation 99, which should fail, was never tried/,
  );
});
