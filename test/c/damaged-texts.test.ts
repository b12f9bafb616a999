/**
 * Randomly corrupted sources. Each one is rejected with the position of the error, or is searched and
 * its violations are confirmed on the second machine. No run exits with code 70 (a bug in tablewalk),
 * and every run ends.
 */
import { expect, test } from 'vitest';
import { confirm } from '../../src/counterexample/confirm.ts';
import { InputError } from '../../src/errors.ts';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { replayedOrBug, replaySchedule } from '../../src/explorer/replay.ts';
import { allInvariants, findInvariant } from '../../src/invariants/catalogue.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { ownText, readText } from '../scenarios/text-twins.ts';
import { scopeOf, worldOf } from '../subjects/vmem/scopes.ts';
import { ask, noLimits } from '../toys/ask.ts';
import { damagedText } from './damaged-text.ts';

const invariants = allInvariants.filter(({ id }) => id !== 'no-deadlock');

/** The result for one source: an error message, or the end of the search. */
async function outcomeOf(text: string): Promise<string> {
  try {
    const config = worldOf({ revision: await readText(text), failAllocs: 1 });
    const system = createMemorySystem(scopeOf(config));
    const limits = { ...noLimits, stateCountMax: 100 };
    const { end, violations } = breadthFirst(ask(system, { invariants, limits }));
    const { mutant: _, ...scope } = config;
    for (const { invariant, schedule, steps } of violations) {
      const found = findInvariant(invariant.id);
      if (found === undefined) throw new Error(`no invariant ${invariant.id}`);
      const transitions = replayedOrBug(replaySchedule(system, schedule)).map((one) => one.record);
      confirm(vmem, { invariant: found, scope, transitions, steps });
    }
    return violations.length > 0 ? 'violated' : end.kind;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** An error message starts with a position, unless an entry point is missing. */
const known = [
  /^vmem\.c:\d+:\d+: ./,
  /^vmem\.c defines none of the entry points /,
  /^vmem\w+\(\) is called and is not defined; /,
  /^(violated|exhausted|limit)$/,
];

const seeds = Array.from({ length: 60 }, (_, index) => index);

test.each(seeds)('seed %i', async (seed) => {
  const outcome = await outcomeOf(damagedText(ownText, seed));
  expect(
    known.some((one) => one.test(outcome)),
    outcome,
  ).toBe(true);
});
