/** A system that a user defines, with the claims about it, as a subject. */
import { type Invariant, idsBrokenBy } from '../../invariants/invariant.ts';
import type { SubjectClaims } from '../../subject/claims.ts';
import { goalsTopic, invariantsTopic } from '../../subject/lists.ts';
import type { SubjectPage } from '../../subject/page.ts';
import type { Coverage, Unreached, WatchedSystem } from '../../subject/reach.ts';
import type { ScopeData, ScopeDescription } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import { plural } from '../../text/paragraph.ts';
import { compileClaims } from './claims.ts';
import { compileSystem } from './compile-system.ts';
import { type DefinedSystem, initialStateName } from './define-system.ts';
import { executorOf } from './execution.ts';
import type { DefinedModel } from './model.ts';
import { type DefinedScope, definedFiles, type ModelSource, scopesOf } from './scope.ts';
import { definedStory } from './story.ts';
import { definedTrace } from './trace.ts';
import { explainFaults, notReproduced } from './user-faults.ts';

export interface DefinedSubject extends Subject {
  /** Its only scope is the system itself. */
  readonly scope: DefinedScope;
}

/** Data shared by threads that load the same file. */
export interface Sharing {
  /** Also accept counterexamples of an earlier content of the file. */
  readonly anyContent?: boolean;
  /** The memory of `TakenActions`. */
  readonly takenBytes?: TakenBytes;
}

const namelessName = 'system';

/** `source`: where another thread finds the model; without it, the model stays in this thread. */
export function definedSubject<State>(
  model: DefinedModel<State>,
  source: ModelSource | null = null,
  { anyContent = false, takenBytes }: Sharing = {},
): DefinedSubject {
  const { system: defined, name = namelessName } = model;
  const { observations, invariants, goals } = compileClaims(model);
  const scope: DefinedScope = { revision: name, ...source };
  const claims: SubjectClaims = {
    invariants,
    judgedIn: () => invariants,
    goals,
    neededGoal: null,
    // Its only occasions are its goals.
    occasions: [],
  };
  const shared = new TakenActions(defined.actionNames, takenBytes);
  const createSystem = (taken: TakenActions = shared) =>
    compileSystem(defined, observations, explainFaults(defined), taken.bytes);
  const watch = (watched: ScopeData, taken: TakenActions): WatchedSystem => ({
    system: createSystem(taken),
    coverage: (occasions) => ({ scope: watched, steps: null, features: [...taken], occasions }),
    asked: taken,
    restoreAsked: (names) => taken.restore(names),
  });
  return {
    scope,
    ref: () => ({
      name: source?.file ?? name,
      data: source && { ...source, anyContent, takenBytes: shared.bytes },
    }),
    scopes: scopesOf(scope, describe(defined, scope)),
    claims,
    reach: { unreachedOf: (coverages) => shared.neverTaken(coverages) },
    findings: { all: [], of: () => null, untitled: () => '' },
    advice: {
      nothingReached: () => '',
      notShown: () => [],
      oneScope: () => '',
      heap: 'States are kept in the heap',
    },
    topics: [invariantsTopic(claims), goalsTopic(claims)],
    createSystem: () => createSystem(),
    watchSystem: (watched) => watch(watched, shared),
    // Counted by one thread: actions that others take meanwhile are not part of its answer.
    watchWalks: (watched) => watch(watched, new TakenActions(defined.actionNames)),
    notReproduced,
    files: definedFiles(scope, anyContent),
    execution: { executor: () => executorOf(defined, model) },
    // No part of an action can be removed, and the scope cannot shrink.
    shrinking: { dimensions: [], sizeOf: () => [] },
    explaining: { chances: () => [], assumptions: () => [] },
    story: definedStory(defined, source?.file ?? null),
    trace: definedTrace(model, invariants),
    page: definedPage(source?.file ?? name, invariants),
  };
}

function describe<State>(
  { actionNames, codec }: DefinedSystem<State>,
  { revision, file = 'code' }: DefinedScope,
): ScopeDescription {
  return {
    contract: `the ${plural(actionNames.length, 'action').replace(/^1 /, 'one ')} of ${file}`,
    machine: '',
    world: codec.describe(),
    tag: revision,
    assumptions: [
      'each action is indivisible',
      'the functions of the system depend on nothing but the state',
    ],
  };
}

/** `modelled`: the file of the system, or another name. */
function definedPage(modelled: string, invariants: readonly Invariant[]): SubjectPage {
  const judged = invariants.filter(({ violatedBy }) => violatedBy !== 0);
  return {
    panels: 'fields',
    words: ({ operations: [first] }) => ({
      about: `The system that \`${modelled}\` defines, one action at a time, with the state after each.`,
      unit: first?.op === initialStateName ? 'state' : 'action',
      start: { text: 'the initial state', why: 'No action has been taken yet.' },
      startOfPart: 'The fields have their values after those actions.',
    }),
    factMeanings: Object.fromEntries(
      judged.map(({ id, claim }) => [id, `${id} is violated: ${claim.replace(/\.$/, '')}`]),
    ),
    crashWords: {},
    factsIn: (mask) => idsBrokenBy(judged, mask),
  };
}

/** A byte per action, 1 if it was taken; threads only ever write 1. */
type TakenBytes = Uint8Array<SharedArrayBuffer>;

class TakenActions {
  readonly bytes: TakenBytes;
  private readonly names: readonly string[];

  constructor(names: readonly string[], bytes?: TakenBytes) {
    this.names = names;
    this.bytes = bytes ?? new Uint8Array(new SharedArrayBuffer(names.length));
  }

  *[Symbol.iterator](): Generator<string> {
    for (const [index, name] of this.names.entries()) if (this.bytes[index] === 1) yield name;
  }

  /** Adds the actions that a saved search took. */
  restore(names: readonly string[]): void {
    const taken = new Set(names);
    for (const [index, name] of this.names.entries()) if (taken.has(name)) this.bytes[index] = 1;
  }

  /** Actions that no search took. */
  neverTaken(coverages: readonly Coverage[]): Unreached[] {
    const taken = new Set(coverages.flatMap(({ features }) => features));
    return this.names
      .filter((name) => !taken.has(name))
      .map((name) => ({ kind: 'action', name, meaning: 'an action of the system', needs: null }));
  }
}
