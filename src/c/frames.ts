/** The frames of a run of a C program: the position and the variables of each open call. */
import { InputError } from '../errors.ts';
import {
  type FunctionCode,
  type ProgramCode,
  type RunnableInstruction,
  runnableOf,
} from './code.ts';
import { type CallStack, Fault, type PlaceInCode, placeOf } from './environment.ts';
import type { ReachedCode } from './reached-code.ts';
import { Refusal } from './refusal.ts';
import { describeValue, type Slots, StructValue, type Value } from './values.ts';

export interface FunctionFrame<Host, Request, Answer> {
  readonly func: FunctionCode<Host, Request, Answer>;
  readonly operations: readonly RunnableInstruction<Host, Request, Answer>[];
  readonly slots: Slots;
  /** The current instruction. */
  at: number;
  /** How often a loop of the function has repeated. */
  rounds: number;
  /** By instruction, what ran; undefined if nothing is recorded. */
  readonly marks: Uint8Array | undefined;
}

/** The frames of a run as positions; `frames` has the outermost frame first. */
export class FrameStack<Host, Request, Answer> implements CallStack {
  readonly frames: FunctionFrame<Host, Request, Answer>[] = [];
  /** The outermost frame after it has returned. */
  last: FunctionFrame<Host, Request, Answer> | undefined;
  problem: string | null = null;

  places(withVariables = false): PlaceInCode[] {
    const { frames, last } = this;
    const open = frames.length === 0 && last !== undefined ? [last] : frames;
    return open
      .map((frame) => {
        const { func, at } = frame;
        const place = placeOf({ func: func.name, span: func.code[at].span });
        return withVariables ? { ...place, variables: variablesOf(frame) } : place;
      })
      .reverse();
  }
}

/**
 * The variables that were set; of several with the same name, only the innermost, which was declared
 * last.
 */
function variablesOf<Host, Request, Answer>({
  func,
  slots,
}: FunctionFrame<Host, Request, Answer>): { name: string; value: string }[] {
  const texts = new Map<string, string>();
  for (const { name, slot } of func.locals) {
    const value = slots[slot];
    if (value !== undefined) texts.set(name, describeValue(value));
  }
  return [...texts].map(([name, value]) => ({ name, value }));
}

/** The function that a caller of the scope calls. Throws `InputError` if the text has none with these parameters. */
export function entryPoint<Host, Request, Answer>(
  { functions, indexOf }: ProgramCode<Host, Request, Answer>,
  name: string,
  given: number,
): FunctionCode<Host, Request, Answer> {
  const index = indexOf.get(name);
  if (index === undefined) {
    const names = [...indexOf.keys()].map((one) => `${one}()`);
    throw new InputError(
      `${name}() is called and is not defined; the text defines ${names.join(', ')}`,
    );
  }
  const { parameterCount, span } = functions[index];
  if (parameterCount === given) return functions[index];
  const message = `the number of parameters of ${name}() is ${parameterCount}; its callers pass ${given}`;
  throw new Refusal(span, message);
}

/** `slots`: the values of the arguments; the other variables are added. */
export function enterFrame<Host, Request, Answer>(
  func: FunctionCode<Host, Request, Answer>,
  slots: Slots,
  reached: ReachedCode | undefined,
): FunctionFrame<Host, Request, Answer> {
  const { length } = slots;
  if (length !== func.parameterCount) {
    throw new Fault(`${func.name}() takes ${func.parameterCount} arguments, not ${length}`);
  }
  for (let index = 0; index < length; index++) {
    const value = slots[index];
    if (value instanceof StructValue) slots[index] = value.copy();
  }
  for (let index = length; index < func.slotCount; index++) slots.push(undefined);
  return {
    func,
    operations: runnableOf(func),
    slots,
    at: 0,
    rounds: 0,
    marks: reached?.of(func),
  };
}

/** Returns to the caller, after its call; undefined if there is none. */
export function leaveFrame<Host, Request, Answer>(
  frames: FunctionFrame<Host, Request, Answer>[],
  value: Value | undefined,
): FunctionFrame<Host, Request, Answer> | undefined {
  frames.pop();
  if (frames.length === 0) return undefined;
  const caller = frames[frames.length - 1];
  caller.slots[caller.operations[caller.at++].slot] = value;
  return caller;
}

/** The backward jump of the innermost loop around the position of a function. */
export function loopAround<Host, Request, Answer>({
  func: { code },
  at,
}: FunctionFrame<Host, Request, Answer>): number | undefined {
  let found: number | undefined;
  let shortest = Infinity;
  for (const [index, instruction] of code.entries()) {
    if (!('target' in instruction) || index < at || instruction.target.at > at) continue;
    const length = index - instruction.target.at;
    if (length < shortest) [found, shortest] = [index, length];
  }
  return found;
}
