/**
 * The fast-check arbitrary for operation sequences: generated sequences are possible, and
 * counterexamples shrink well.
 */
import { test as propertyTest } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operationSequences } from '../../src/api/fast-check.ts';
import { judge, type KernelScope, type OperationSequence, scope } from '../../src/api/index.ts';
import '../../src/api/vitest.ts';

const worlds: readonly KernelScope[] = [
  scope(),
  scope({ failAllocs: Infinity }),
  scope('identity', { failAllocs: 2, fresh: 'unused' }),
  scope('levels'),
  scope('dcss', { ops: 3 }),
];

/** Undecided if an operation is impossible. */
function isPossible(sequence: OperationSequence): boolean {
  return judge(sequence, 'direct-map-counters').verdict !== 'undecided';
}

describe('generation', () => {
  propertyTest.prop([
    fc.constantFrom(...worlds).chain((some) => operationSequences(some, { maxLength: 5 })),
  ])('can happen, and is of 1 to maxLength operations', (sequence) => {
    expect(sequence.operations.length).toBeGreaterThanOrEqual(1);
    expect(sequence.operations.length).toBeLessThanOrEqual(5);
    expect(isPossible(sequence)).toBe(true);
  });

  test('depends only on the seed', () => {
    const draw = () => fc.sample(operationSequences(scope()), { seed: 7, numRuns: 20 });
    expect(draw()).toEqual(draw());
    expect(new Set(draw().map((sequence) => JSON.stringify(sequence))).size).toBeGreaterThan(15);
  });

  test('includes allocation failures and memory contents within the scope', () => {
    const operationsOf = (some: KernelScope) =>
      fc
        .sample(operationSequences(some), { seed: 1, numRuns: 100 })
        .flatMap((one) => one.operations);
    const plain = operationsOf(scope({ failAllocs: 0, fresh: 'zero' }));
    expect(
      plain.every(({ failed, contents }) => failed?.length === 0 && contents?.length === 0),
    ).toBe(true);
    const free = operationsOf(scope({ failAllocs: 1 }));
    expect(free.some(({ failed }) => failed?.length === 1)).toBe(true);
    expect(free.some(({ contents }) => contents?.length === 1)).toBe(true);
  });

  test.each([0, 1.5, Number.NaN])('maxLength %s is refused', (maxLength) => {
    expect(() => operationSequences(scope(), { maxLength })).toThrow(
      `maxLength is ${maxLength}; it must be a whole number of at least 1`,
    );
  });
});

/** The shrunk counterexample of a property, as printed by fast-check. */
function shrunk(some: KernelScope, claim: string, seed: number): string | undefined {
  const sequences = operationSequences(some, { maxLength: 12 });
  const upholds = fc.property(sequences, (one) => judge(one, claim).verdict !== 'violated');
  const { counterexample } = fc.check(upholds, { seed, numRuns: 3000 });
  return counterexample === null ? undefined : fc.stringify(counterexample[0]);
}

describe('shrinking', () => {
  // Each row is minimal: breadth-first search finds the same number of operations (corpus F01, F02).
  const recycled = '(allocation 8 returns memory with 16384 bytes of 0xFD in it)';
  const oops = scope('quick', { revision: 'linux-5.9-rc1', geometry: 'tiny4' });
  test.each([
    ['success-means-mapped', 1, scope(), 'linux-5.10: add section 2 (allocation 7 fails)'],
    [
      'live-memmap-not-marked',
      4,
      scope(),
      'linux-5.10: add section 2 (allocation 7 fails); add section 3',
    ],
    [
      'unused-means-unused',
      3,
      scope({ failAllocs: 0 }),
      `linux-5.10: add section 2; remove section 2; add section 2 ${recycled}; add section 3; remove section 2`,
    ],
    [
      'unused-means-unused',
      2,
      scope({ failAllocs: 0 }),
      `linux-5.10: add section 3; remove section 3; add section 2 ${recycled}; add section 3; remove section 2`,
    ],
    ['walk-stays-in-tables', 1, oops, 'linux-5.9-rc1: add section 3'],
  ])('%s, seed %i', (claim, seed, some, expected) => {
    expect(shrunk(some, claim, seed)).toBe(expected);
  });

  test('every candidate is possible, and smaller', () => {
    const sequences = operationSequences(scope({ failAllocs: 2 }), { maxLength: 8 });
    fc.assert(
      fc.property(sequences, (sequence) => {
        for (const { value } of sequences.shrink(sequence, undefined).take(40)) {
          expect(isPossible(value)).toBe(true);
          const { length } = value.operations;
          expect(length).toBeGreaterThanOrEqual(1);
          expect(length).toBeLessThanOrEqual(sequence.operations.length);
          expect(value).not.toEqual(sequence);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('shrinking ends: a minimal sequence has no candidates', () => {
    const sequences = operationSequences(scope());
    const smallest = { request: scope().worlds[0], operations: [{ op: 'add', sections: [2] }] };
    expect(sequences.canShrinkWithoutContext(smallest)).toBe(true);
    expect([...sequences.shrink(smallest, undefined)]).toEqual([]);
    expect(sequences.canShrinkWithoutContext([])).toBe(false);
  });

  test('a required failure moves to the earliest attempt that suffices', () => {
    const sequences = operationSequences(scope(), { maxLength: 6 });
    const hasFailure = fc.property(sequences, ({ operations }) =>
      operations.every(({ failed }) => failed?.length === 0),
    );
    const { counterexample } = fc.check(hasFailure, { seed: 5, numRuns: 500 });
    expect(fc.stringify(counterexample?.[0])).toBe(
      'linux-5.10: add section 2 (allocation 1 fails)',
    );
  });
});

// A property with a matcher, as in user code.
propertyTest.prop([operationSequences(scope({ revision: 'strict-order' }))], { seed: 1 })(
  'the strict order keeps whatever is drawn',
  (sequence) => {
    expect(sequence).toUphold('flush-before-free');
  },
);
