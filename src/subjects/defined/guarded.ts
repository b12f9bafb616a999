/** Calls functions written by a user, and rejects forbidden behaviour immediately. */
import { InputError } from '../../errors.ts';
import { describeGiven, isThenable } from '../../input/given.ts';
import { shortened } from '../../text/visible-text.ts';

/**
 * A fault in a function of a user. `CompiledSystem` adds the state, and the run that found it adds
 * the schedule.
 */
export class UserFault extends InputError {
  /** The state in which the function was called, as bytes; undefined until known. */
  readonly state: Uint8Array | undefined;
  /** For a claim about the state after an action: that action. */
  readonly after: string | undefined;

  constructor(
    message: string,
    cause: unknown,
    { state, after }: { readonly state?: Uint8Array; readonly after?: string } = {},
  ) {
    super(message, [], { cause });
    this.state = state;
    this.after = after;
  }
}

/** A condition: it returns true or false, synchronously. `who` is the subject of messages. */
export function guardedCondition<Arguments extends readonly unknown[]>(
  who: string,
  condition: (...given: Arguments) => unknown,
): (...given: Arguments) => boolean {
  return (...given) => {
    const answer = called(who, condition, given);
    if (typeof answer === 'boolean') return answer;
    const returned = describeGiven(answer);
    const late = isThenable(answer) ? ', which is always true: it must not be async' : '';
    throw new UserFault(
      `${who} returns ${returned}${late}; it must return true or false`,
      undefined,
    );
  };
}

/** An effect: it changes the given state, synchronously; its return value must be undefined. */
export function guardedEffect<State>(
  who: string,
  effect: (state: State) => unknown,
): (state: State) => void {
  return (state) => {
    const answer = called(who, effect, [state]);
    if (answer === undefined || answer === state || Array.isArray(answer)) return;
    if (typeof answer !== 'object' && typeof answer !== 'function') return;
    if (answer === null) return;
    const why = isThenable(answer)
      ? 'a promise: its effects after the first await are lost; it must not be async'
      : `${describeGiven(answer)}; it must change the state that it is given, and return nothing`;
    throw new UserFault(`${who} returns ${why}`, undefined);
  };
}

function called<Arguments extends readonly unknown[]>(
  who: string,
  action: (...given: Arguments) => unknown,
  given: Arguments,
): unknown {
  try {
    return action(...given);
  } catch (error) {
    throw new UserFault(`${who} throws ${describeThrown(error)}`, error);
  }
}

function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return describeGiven(error);
  const message = error.message.replaceAll(/\s+/g, ' ');
  return `${error.name}: ${shortened(message, 300)}`;
}
