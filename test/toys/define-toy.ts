/** Turns toys, which are user-defined systems, into the `System` and the masks that a search takes. */
import { noDeadlockId } from '../../src/explorer/judge.ts';
import type { Goal, Invariant } from '../../src/invariants/invariant.ts';
import type { System } from '../../src/model/system.ts';
import { compileSystem } from '../../src/subjects/defined/compile-system.ts';
import { type Behaviour, defineSystem } from '../../src/subjects/defined/define-system.ts';
import type { Fields, Seen, StateOf } from '../../src/subjects/defined/fields.ts';

type Tests<Named extends Fields> = Readonly<
  Record<string, (state: Seen<StateOf<Named>>) => boolean>
>;

export interface Toy<Named extends Fields> extends Behaviour<Named> {
  readonly fields: Named;
  /** Facts of a transition, computed from its target state. */
  readonly facts?: Tests<Named>;
  /** Occasions of a transition, computed from its target state; always includes `moved`. */
  readonly occasions?: Tests<Named>;
}

export function defineToy<Named extends Fields>(toy: Toy<Named>): System {
  const observed = (tests: Tests<Named> = {}) =>
    Object.entries(tests).map(([name, isSeen]) => ({ name, isSeen }));
  const { fields, facts, occasions, ...behaviour } = toy;
  return compileSystem(defineSystem(fields, behaviour), {
    facts: observed(facts),
    occasions: observed(occasions),
  });
}

/** The claim that the fact never occurs, judged on every transition. */
export function never(system: System, fact: string): Invariant {
  return {
    id: `no-${fact}`,
    claim: `There is never: ${fact}.`,
    matters: 'It is what the toy is about.',
    violatedBy: maskOf(system.factNames, fact),
    judgedOn: maskOf(system.occasionNames, 'moved'),
  };
}

export const noDeadlock: Invariant = {
  id: noDeadlockId,
  claim: 'Some process can always move, unless all are done.',
  matters: 'The system hangs.',
  violatedBy: 0,
  judgedOn: 0,
};

/** The claim that the occasion can arise. */
export function sometimes(system: System, occasion: string): Goal {
  return {
    id: occasion,
    claim: `There can be: ${occasion}.`,
    reachedOn: maskOf(system.occasionNames, occasion),
  };
}

function maskOf(names: readonly string[], name: string): number {
  const bit = names.indexOf(name);
  if (bit < 0) {
    throw new Error(`the toy does not know ${name}; it knows ${names.join(', ')}`);
  }
  return 1 << bit;
}
