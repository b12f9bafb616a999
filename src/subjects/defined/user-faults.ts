/** Faults in functions of a user, with the state and the schedule that lead there. */
import { InputError } from '../../errors.ts';
import { grouped } from '../../text/paragraph.ts';
import { compileSystem, type Explain } from './compile-system.ts';
import type { DefinedSystem } from './define-system.ts';
import type { Seen } from './fields.ts';
import { UserFault } from './guarded.ts';

/** Number of states searched for a schedule; takes a few seconds. */
const statesMax = 1_000_000;
const namesMax = 40;
const stateCharactersMax = 400;

/** The error of a system as shown to the user: with the state and the schedule. */
export function explainFaults<State>(defined: DefinedSystem<State>): Explain {
  return (fault, drawn) => located(defined, fault, drawn, defined.initial);
}

/** Calls a function of the user outside a search, for a state that the schedule leads to. */
export function namingFaults<State, Result>(
  defined: DefinedSystem<State>,
  { state, schedule }: { readonly state: Seen<State>; readonly schedule: readonly string[] },
  act: () => Result,
): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserFault) throw located(defined, error, schedule, state);
    throw error;
  }
}

/** The error for a system whose transitions are not reproducible. */
export function notReproduced(what: string): InputError {
  return new InputError(
    `${what}: the system is not a function of its state; an effect or a condition depends on something else`,
  );
}

export function scheduleText(schedule: readonly string[]): string {
  if (schedule.length === 0) return 'none: it is the initial state';
  const names = schedule.slice(0, namesMax).map((name) => JSON.stringify(name));
  const left = schedule.length - names.length;
  return left === 0 ? names.join(', ') : `${names.join(', ')} and ${left} more`;
}

function located<State>(
  defined: DefinedSystem<State>,
  fault: UserFault,
  known: readonly string[] | null,
  asked: Seen<State>,
): InputError {
  const target = fault.state ?? defined.initialBytes;
  const found = known === null ? scheduleTo(defined, target) : { fault, schedule: known };
  // The search for a schedule finds the nearest fault, which may differ from the first one seen.
  const { fault: nearest, schedule } = found ?? { fault: undefined, schedule: null };
  const reported = nearest ?? fault;
  const text = JSON.stringify(
    reported.state === undefined ? asked : defined.codec.snapshot(reported.state),
  );
  const state = text.length > stateCharactersMax ? `${text.slice(0, stateCharactersMax)}...` : text;
  const way =
    schedule === null
      ? `not found among the first ${grouped(statesMax)} states`
      : scheduleText(schedule);
  const { cause } = reported;
  return new InputError(
    `${reported.message}; state: ${state}; schedule: ${way}`,
    [],
    cause === undefined ? {} : { cause },
  );
}

interface FaultPath {
  /** Another fault on the path; undefined if it is the expected one. */
  readonly fault: UserFault | undefined;
  readonly schedule: readonly string[];
}

/** Breadth-first, so the schedule is shortest. Undefined if there is none among the first states. */
function scheduleTo<State>(
  defined: DefinedSystem<State>,
  target: Uint8Array,
): FaultPath | undefined {
  const system = compileSystem(defined, { facts: [], occasions: [] });
  const keyOf = (state: Uint8Array): string => Buffer.from(state).toString('latin1');
  const wanted = keyOf(target);
  const states = [new Uint8Array(system.stateLength)];
  const ways: { readonly from: number; readonly name: string }[] = [{ from: -1, name: '' }];
  system.writeInitial(states[0]);
  const seen = new Set([keyOf(states[0])]);
  const wayTo = (index: number): string[] => {
    const names: string[] = [];
    for (let at = index; at > 0; at = ways[at].from) names.push(ways[at].name);
    return names.reverse();
  };
  if (seen.has(wanted)) return { fault: undefined, schedule: [] };
  for (let at = 0; at < states.length; at++) {
    try {
      system.load(states[at], 0);
      while (system.next()) {
        const successor = system.outcome.successor.slice();
        const key = keyOf(successor);
        if (seen.has(key) || states.length >= statesMax) continue;
        seen.add(key);
        states.push(successor);
        ways.push({ from: at, name: system.describe().label });
        if (key === wanted) return { fault: undefined, schedule: wayTo(states.length - 1) };
      }
    } catch (error) {
      if (!(error instanceof UserFault)) throw error;
      return { fault: error, schedule: wayTo(at) };
    }
  }
  return undefined;
}
