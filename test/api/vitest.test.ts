/** The matchers and their messages. Undecided results fail both with and without `not`. */
import { describe, expect, test } from 'vitest';
import {
  check,
  checkSystem,
  defineSystem,
  goal,
  invariant,
  judge,
  noDeadlock,
  onRevision,
  range,
  sample,
  sampleSystem,
  scope,
} from '../../src/api/index.ts';
import '../../src/api/vitest.ts';
import { falseSuccess } from '../support/counterexamples.ts';

/** The failure message. */
function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it did not fail';
}

const found = falseSuccess();
const repaired = onRevision(found, 'error-kept');
/** The repaired kernel does not add section 2, so it cannot go online. */
const impossible = {
  ...repaired,
  operations: [...repaired.operations, { op: 'online', sections: [2] }],
};

describe('toUphold', () => {
  test('fails with the story', () => {
    expect(messageOf(() => expect(found).toUphold())).toMatchInlineSnapshot(`
      "linux-5.10 violates success-means-mapped
      A call that returns 0 leaves its whole range mapped.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
                48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3

       1. add section 2 (allocation 7 fails)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
             16  alloc p4d table t3
             17  set pgd 0x80000 -> t3
             20  alloc pud table t4
             21  set p4d 0x80000 -> t4
             24  alloc pmd table t5
             25  set pud 0x80000 -> t5
             28  alloc block b1
             29  set pmd 0x8c000 -> b1
             31  alloc pmd table: FAILS (allocation 7)
                 return = 0
                 <-- here: a call returned 0 and part of its range is not
                     mapped
           changed so far: identity +0x20000-0x30000; tables +t1 ... t5 (5);
             memmap +b1 at 0x8c000; pud leaves counted 0 -> 1; live memmap NOT
             mapped: 0x90000-0x92000
           (9 of 32 steps shown)

      Why it matters: The caller uses memory that is not mapped.
      Promised by: contract of vmemmap_populate() and vmem_add_mapping().
      Assumptions: at most one allocation fails in one operation; fresh memory
        holds zeroes or its content from when it was freed; runs of any
        length; one thread calls vmem.c; no other thread walks the tables; a
        TLB may hold whatever was reachable since the last flush; a flush
        drops everything.
      Reproduce:
        tablewalk check --revision linux-5.10 \\
          --invariants success-means-mapped"
    `);
  });

  test('for a sequence, requires the name of a claim', () => {
    const { request, operations } = found;
    expect({ request, operations }).toUphold('direct-map-counters');
    expect({ request, operations }).not.toUphold('success-means-mapped');
    expect(messageOf(() => expect({ request, operations }).toUphold())).toBe(
      'no invariant is named; a list of operations names none',
    );
  });

  test('passes if the claim holds, in which case not.toUphold fails', () => {
    expect(repaired).toUphold();
    expect(messageOf(() => expect(repaired).not.toUphold())).toBe(
      'holds: error-kept, success-means-mapped, 1 operation',
    );
  });

  test('impossible operations fail with and without not', () => {
    const text = messageOf(() => expect(impossible).toUphold());
    expect(text).toMatchInlineSnapshot(`
      "undecided: error-kept, success-means-mapped, 2 operations; operation 2
      is not possible as written: "online section 2" is not possible in this
      state"
    `);
    expect(messageOf(() => expect(impossible).not.toUphold())).toBe(text);
  });

  test('anything else is rejected', () => {
    expect(messageOf(() => expect('file.json').toUphold())).toBe(
      'toUphold is for counterexamples and sequences of operations',
    );
  });
});

const counter = defineSystem(
  { value: range(0, 2) },
  {
    actions: [
      {
        name: 'count',
        when: ({ value }) => value < 2,
        effect: (state) => {
          state.value++;
        },
      },
    ],
  },
);
const small = invariant<{ value: number }>({
  id: 'small',
  claim: 'The value is at most 2.',
  holds: ({ value }) => value <= 2,
});

describe('toHold', () => {
  test('for a system: fails with the schedule', () => {
    const result = checkSystem(counter, { invariants: [noDeadlock] });
    expect(result).not.toHold();
    expect(messageOf(() => expect(result).toHold())).toMatchInlineSnapshot(`
      "violated: 3 states, 2 transitions, depth 2

      no-deadlock is violated
      An action is always possible, unless the run may stop.

       0. at the start: value 0
       1. count
            value: 0 -> 1
       2. count
            value: 1 -> 2
          now no action is possible"
    `);
  });

  test('for a system: an unreached goal also fails', () => {
    const at9 = goal<{ value: number }>({
      id: 'nine',
      claim: 'It can be nine.',
      reached: ({ value }) => value === 9,
    });
    expect(checkSystem(counter, { invariants: [small] })).toHold();
    const result = checkSystem(counter, { invariants: [small], goals: [at9] });
    expect(messageOf(() => expect(result).toHold())).toMatchInlineSnapshot(`
      "holds: 3 states, 2 transitions, depth 2
      never reached: nine: It can be nine."
    `);
  });

  test('undecided fails with and without not', () => {
    const result = checkSystem(counter, { invariants: [small], limits: { states: 1 } });
    const text =
      'undecided: 1 state, 1 transition, depth 0, stopped by the limit of\nstates (1); this proves nothing about the rest';
    expect(messageOf(() => expect(result).toHold())).toBe(text);
    expect(messageOf(() => expect(result).not.toHold())).toBe(text);
  });

  test('for the kernel: a check, and a judgement', async () => {
    const question = { invariants: ['success-means-mapped'] };
    expect(await check(scope({ revision: 'error-kept' }), question)).toHold();
    const result = await check(scope(), question);
    expect(messageOf(() => expect(result).toHold())).toBe(result.text);
    expect(judge(repaired)).toHold();
    expect(judge(found)).not.toHold();
  });

  test('anything else is rejected', () => {
    expect(messageOf(() => expect(found).toHold())).toBe(
      'toHold is for results of check, sample, judge and the like',
    );
  });
});

describe('toHaveNoViolation', () => {
  test('for walks: passes if no violation was seen, unlike toHold', async () => {
    const quiet = sampleSystem(counter, { invariants: [small], seed: '1', runs: 3 });
    expect(quiet).toHaveNoViolation();
    expect(() => expect(quiet).toHold()).toThrow('undecided: 3 walks, 6 transitions');
    const loud = sampleSystem(counter, { invariants: [noDeadlock], seed: '1', runs: 3 });
    expect(messageOf(() => expect(loud).toHaveNoViolation())).toMatchInlineSnapshot(`
      "violated: 3 walks, 6 transitions, depth 2, seed 1

      no-deadlock is violated
      An action is always possible, unless the run may stop.

       0. at the start: value 0
       1. count
            value: 0 -> 1
       2. count
            value: 1 -> 2
          now no action is possible"
    `);
    const kernel = await sample(scope(), { invariants: ['freed-once'], seed: '1', runs: 3 });
    expect(kernel).toHaveNoViolation();
  });
});
