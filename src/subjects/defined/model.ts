/** A system together with the claims about it, as exported by a file. */
import { InputError } from '../../errors.ts';
import { checkGiven, listGiven, textGiven, type ValueCheck } from '../../input/given.ts';
import {
  checkDefined,
  checkNames,
  type DefinedSystem,
  goalGiven,
  invariantGiven,
  noDeadlock,
  type SystemGoal,
  type SystemInvariant,
} from './define-system.ts';

/** The claims about a system. */
export interface SystemClaims<State> {
  /** Claims that must be true of every reachable state; at least one. */
  readonly invariants: readonly SystemInvariant<State>[];
  /** States that must be reachable. */
  readonly goals?: readonly SystemGoal<State>[];
}

/** A system and the claims about it, made by {@link defineModel}, which the commands check. */
export interface DefinedModel<State> extends SystemClaims<State> {
  /** Its name in reports; default: the name of its file. */
  readonly name?: string;
  /** The system. */
  readonly system: DefinedSystem<State>;
}

/** Expected kinds of the fields of `SystemClaims`. */
export const claimKinds: Readonly<Record<keyof SystemClaims<unknown>, ValueCheck>> = {
  invariants: listGiven('invariants', invariantGiven),
  goals: listGiven('goals', goalGiven),
};

/**
 * Combines a system and the claims about it, for the command line: a file that exports one is checked by
 * `tablewalk check FILE`.
 *
 * @throws InputError if there is no invariant, two claims have one name, or a field is invalid.
 */
export function defineModel<State>(model: DefinedModel<State>): DefinedModel<State> {
  checkGiven('the model', model, { ...claimKinds, name: nameGiven, system: checkIsDefined });
  checkClaims(model.system, model);
  return model;
}

const nameGiven: ValueCheck = (what, value) => {
  textGiven(what, value);
  if (/^[\w.-]{1,100}$/.test(String(value))) return;
  throw new InputError(
    `${what} is ${JSON.stringify(value)}; it must be 1 to 100 letters, digits, dots, underscores and hyphens`,
  );
};

const checkIsDefined: ValueCheck = (_, value) => checkDefined(value);

/** Throws `InputError` for an invalid system, for no claim, and for duplicate names. */
export function checkClaims<State>(
  system: DefinedSystem<State>,
  { invariants = [], goals = [] }: SystemClaims<State>,
): void {
  checkDefined(system);
  checkNames(
    'invariant',
    invariants.map(({ id }) => id),
  );
  if (goals.length > 0) {
    checkNames(
      'goal',
      goals.map(({ id }) => id),
    );
  }
  if (invariants.some((claim) => claim.id === noDeadlock.id && !isNoDeadlock(claim))) {
    throw new InputError(
      `an invariant is named "${noDeadlock.id}"; that is the name of noDeadlock`,
    );
  }
}

/** The file of a model may have loaded another copy of the package: the claim is recognised by its content. */
export function isNoDeadlock(claim: SystemInvariant<never>): boolean {
  return claim.id === noDeadlock.id && claim.claim === noDeadlock.claim;
}
