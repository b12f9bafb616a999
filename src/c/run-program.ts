/** Runs a program: one loop over instructions, which yields the requests of the environment. */
import { InputError } from '../errors.ts';
import type { FunctionCode, Instruction, ProgramCode } from './code.ts';
import {
  type CallStack,
  Fault,
  type PlaceInCode,
  placeOf,
  type Steps,
  takesSteps,
} from './environment.ts';
import { UndefinedBehaviour } from './integers.ts';
import { calledIndex } from './lower/calls.ts';
import { positionOf, positionText, type Span } from './source-text.ts';
import { isTrue, type Slots, StructValue, type Value } from './values.ts';

/** The program did something that has no answer; the message begins with the place. */
export class ProgramFault extends InputError {
  readonly span: Span;

  constructor(span: Span, func: string, message: string) {
    super(`${positionText(positionOf(span))}: in ${func}(): ${message}`);
    this.span = span;
  }
}

export interface RunLimits {
  /** Instructions between two requests, and requests of one run. */
  readonly instructionsMax: number;
  readonly requestsMax: number;
}

const defaultLimits: RunLimits = { instructionsMax: 1_000_000, requestsMax: 100_000_000 };

/** A kernel stack is 16 KB: no call chain of a kernel is longer. */
const callsMax = 200;

interface Frame<Host, Request, Answer> {
  readonly func: FunctionCode<Host, Request, Answer>;
  readonly slots: Slots;
  /** The instruction that runs. */
  at: number;
}

/** The frames of a run as places, outermost frame first in `frames`. */
class FrameStack<Host, Request, Answer> implements CallStack {
  readonly frames: Frame<Host, Request, Answer>[] = [];
  /** The outermost frame, when it has returned. */
  last: Frame<Host, Request, Answer> | undefined;

  places(): PlaceInCode[] {
    const { frames, last } = this;
    const open = frames.length === 0 && last !== undefined ? [last] : frames;
    return open
      .map(({ func, at }) => placeOf({ func: func.name, span: func.code[at].span }))
      .reverse();
  }
}

/** Runs one function to its end; answers what `resultOf` makes of what it returned. */
export function* runProgram<Host, Request, Answer, Result>(
  program: ProgramCode<Host, Request, Answer>,
  name: string,
  given: readonly Value[],
  host: Host,
  resultOf: (value: Value | undefined) => Result,
  limits: RunLimits = defaultLimits,
): Generator<Request, Result, Answer> {
  const index = program.indexOf.get(name);
  if (index === undefined) throw new InputError(`${name}() is not defined`);
  const { environment } = program;
  const stack = new FrameStack<Host, Request, Answer>();
  const { frames } = stack;
  let frame = enter(program.functions[index], given);
  frames.push(frame);
  let fuel = limits.instructionsMax;
  let requests = limits.requestsMax;
  let returned: Value | undefined;
  try {
    while (frames.length > 0) {
      const { func, slots } = frame;
      const instruction = func.code[frame.at];
      if (--fuel < 0) throw new Fault(`a loop without a step does not end`);
      switch (instruction.op) {
        case 'steps': {
          const values = instruction.given.map((value) => value(slots, host));
          environment.at(host, instruction.site);
          const taken = instruction.take(host, values, instruction.site);
          if (takesSteps(taken)) {
            let step = taken.next();
            while (!step.done) {
              if (--requests < 0) throw new Fault('the call does not end');
              fuel = limits.instructionsMax;
              environment.asks(host, step.value, stack);
              step = taken.next(yield step.value);
            }
            slots[instruction.slot] = step.value;
          } else {
            slots[instruction.slot] = taken;
          }
          frame.at++;
          break;
        }
        case 'call': {
          const values = instruction.given.map((value) => value(slots, host));
          const callee = calledIndex(instruction.callee(slots, host));
          frame = enter(program.functions[callee], values);
          frames.push(frame);
          if (frames.length > callsMax) throw new Fault(`calls are nested deeper than ${callsMax}`);
          break;
        }
        case 'return': {
          returned = instruction.value?.(slots, host);
          stack.last = frame;
          frame = leave(frames, returned) ?? frame;
          break;
        }
        default:
          frame.at = advance(instruction, slots, host, frame.at);
      }
    }
    const settled = environment.settle(host);
    if (takesSteps(settled)) yield* withPlaces(settled, environment, host, stack);
    environment.returns(stack);
    return resultOf(returned);
  } catch (error) {
    throw located(error, frame);
  }
}

/** Steps that are taken when no function runs any more. */
function* withPlaces<Host, Request, Answer>(
  steps: Steps<Request, Answer>,
  environment: ProgramCode<Host, Request, Answer>['environment'],
  host: Host,
  stack: CallStack,
): Generator<Request, void, Answer> {
  let step = steps.next();
  while (!step.done) {
    environment.asks(host, step.value, stack);
    step = steps.next(yield step.value);
  }
}

/** The instructions that stay in their function and take no step. */
function advance<Host, Request, Answer>(
  instruction: Exclude<
    Instruction<Host, Request, Answer>,
    { readonly op: 'steps' | 'call' | 'return' }
  >,
  slots: Slots,
  host: Host,
  at: number,
): number {
  switch (instruction.op) {
    case 'set':
      slots[instruction.slot] = instruction.value(slots, host);
      return at + 1;
    case 'do':
      instruction.effect(slots, host);
      return at + 1;
    case 'jump':
      return instruction.target.at;
    case 'unless':
      return isTrue(instruction.condition(slots, host)) ? at + 1 : instruction.target.at;
  }
}

function enter<Host, Request, Answer>(
  func: FunctionCode<Host, Request, Answer>,
  given: readonly Value[],
): Frame<Host, Request, Answer> {
  if (given.length !== func.parameterCount) {
    throw new Fault(`${func.name}() takes ${func.parameterCount} arguments, not ${given.length}`);
  }
  const slots: Slots = new Array(func.slotCount).fill(undefined);
  for (const [index, value] of given.entries()) {
    slots[index] = value instanceof StructValue ? value.copy() : value;
  }
  return { func, slots, at: 0 };
}

/** Back to the caller, behind its call; undefined if there is none. */
function leave<Host, Request, Answer>(
  frames: Frame<Host, Request, Answer>[],
  value: Value | undefined,
): Frame<Host, Request, Answer> | undefined {
  frames.pop();
  const caller = frames.at(-1);
  if (caller === undefined) return undefined;
  const call = caller.func.code[caller.at++];
  if (call.op === 'call') caller.slots[call.slot] = value;
  return caller;
}

function located<Host, Request, Answer>(
  error: unknown,
  { func, at }: Frame<Host, Request, Answer>,
): unknown {
  if (!(error instanceof Fault || error instanceof UndefinedBehaviour)) return error;
  return new ProgramFault(func.code[at].span, func.name, error.message);
}
