/** Runs a program: one loop over instructions, which yields the requests of the environment. */
import { InputError } from '../errors.ts';
import type { Instruction, ProgramCode } from './code.ts';
import { type CallStack, CFault, Fault, type Steps, takesSteps } from './environment.ts';
import {
  enterFrame,
  FrameStack,
  type FunctionFrame,
  leaveFrame,
  loopAround,
  mark,
} from './frames.ts';
import { UndefinedBehaviour } from './integers.ts';
import { calledIndex } from './lower/calls.ts';
import { Ran, type ReachedCode } from './reached-code.ts';
import { positionOf, positionText, type Span } from './source-text.ts';
import { isTrue, type Value } from './values.ts';

/** The program did something unsupported; the message starts with the position. */
export class ProgramFault extends InputError {
  readonly span: Span;
  /** See `Fault`. */
  readonly kind: string | null;
  /** Without the position. */
  readonly problem: string;

  constructor(span: Span, func: string, problem: string, kind: string | null) {
    super(`${positionText(positionOf(span))}: in ${func}(): ${problem}`);
    this.span = span;
    this.problem = problem;
    this.kind = kind;
  }
}

export interface RunLimits {
  /** Maximum instructions between two requests, and maximum requests of one run. */
  readonly instructionsMax: number;
  readonly requestsMax: number;
}

const defaultLimits: RunLimits = { instructionsMax: 1_000_000, requestsMax: 100_000_000 };

/** A kernel stack has 16 KB: no call chain in the kernel is longer. */
const callsMax = 200;

/** Runs one function to completion; returns `resultOf` applied to its return value. */
export function* runProgram<Host, Request, Answer, Result>(
  program: ProgramCode<Host, Request, Answer>,
  name: string,
  given: readonly Value[],
  host: Host,
  resultOf: (value: Value | undefined) => Result,
  limits: RunLimits = defaultLimits,
  reached?: ReachedCode,
): Generator<Request, Result, Answer> {
  const index = program.indexOf.get(name);
  if (index === undefined) throw notDefined(name, program.indexOf);
  const { environment } = program;
  const stack = new FrameStack<Host, Request, Answer>();
  const { frames } = stack;
  let frame = enterFrame(program.functions[index], given, reached);
  frames.push(frame);
  let fuel = limits.instructionsMax;
  let requests = limits.requestsMax;
  let returned: Value | undefined;
  try {
    while (frames.length > 0) {
      const { func, slots } = frame;
      const instruction = func.code[frame.at];
      mark(frame, Ran.at);
      if (--fuel < 0) throw endlessLoop('a loop without a step does not end', stack);
      switch (instruction.op) {
        case 'steps': {
          const values = instruction.given.map((value) => value(slots, host));
          environment.at(host, instruction.site);
          const taken = instruction.take(host, values, instruction.site);
          if (takesSteps(taken)) {
            let step = taken.next();
            while (!step.done) {
              if (--requests < 0) throw endlessLoop('the call does not end', stack);
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
          if (frames.length === callsMax) throw endless(`calls are nested deeper than ${callsMax}`);
          const values = instruction.given.map((value) => value(slots, host));
          const callee = calledIndex(instruction.callee(slots, host));
          frame = enterFrame(program.functions[callee], values, reached);
          frames.push(frame);
          break;
        }
        case 'return': {
          returned = instruction.value?.(slots, host);
          stack.last = frame;
          frame = leaveFrame(frames, returned) ?? frame;
          break;
        }
        default:
          advance(instruction, frame, host);
      }
    }
    const settled = environment.settle(host);
    if (takesSteps(settled)) yield* withPlaces(settled, environment, host, stack);
    environment.returns(stack);
    return resultOf(returned);
  } catch (error) {
    throw yield* ended(located(error, frames.at(-1) ?? frame), environment, host, stack);
  }
}

/** An entry point that the callers of a scope need and the text lacks. */
function notDefined(name: string, defined: ReadonlyMap<string, number>): InputError {
  const names = [...defined.keys()].map((one) => `${one}()`);
  return new InputError(
    `${name}() is called and is not defined; the text defines ${names.join(', ')}`,
  );
}

/** The last step of a program that did something wrong. Returns the error. */
function* ended<Host, Request, Answer>(
  error: unknown,
  environment: ProgramCode<Host, Request, Answer>['environment'],
  host: Host,
  stack: FrameStack<Host, Request, Answer>,
): Generator<Request, unknown, Answer> {
  if (!(error instanceof ProgramFault) || error.kind === null) return error;
  const request = environment.fails(host, error.kind);
  if (request === undefined) return error;
  stack.problem = error.problem;
  environment.asks(host, request, stack);
  yield request;
  return error;
}

/** An endless call is located at the loop that repeated most often, not in a function that the loop called. */
function endlessLoop<Host, Request, Answer>(
  problem: string,
  { frames }: FrameStack<Host, Request, Answer>,
): Fault {
  const rounds = Math.max(...frames.map((frame) => frame.rounds));
  const inLoop = frames.findIndex((frame) => frame.rounds === rounds);
  const looping = frames[inLoop];
  const back = looping === undefined ? undefined : loopAround(looping);
  if (looping !== undefined && back !== undefined) {
    looping.at = back;
    frames.length = inLoop + 1;
  }
  return endless(problem);
}

function endless(problem: string): Fault {
  return new Fault(problem, CFault.endless);
}

/** Steps taken after the last function has returned. */
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

/** Instructions that stay in their function and take no step. */
function advance<Host, Request, Answer>(
  instruction: Exclude<
    Instruction<Host, Request, Answer>,
    { readonly op: 'steps' | 'call' | 'return' }
  >,
  frame: FunctionFrame<Host, Request, Answer>,
  host: Host,
): void {
  const { slots } = frame;
  switch (instruction.op) {
    case 'set':
      slots[instruction.slot] = instruction.value(slots, host);
      frame.at++;
      return;
    case 'do':
      instruction.effect(slots, host);
      frame.at++;
      return;
    case 'jump':
      if (instruction.target.at <= frame.at) frame.rounds++;
      frame.at = instruction.target.at;
      return;
    case 'unless': {
      const holds = isTrue(instruction.condition(slots, host));
      mark(frame, holds ? Ran.whenTrue : Ran.whenFalse);
      frame.at = holds ? frame.at + 1 : instruction.target.at;
      return;
    }
  }
}

function located<Host, Request, Answer>(
  error: unknown,
  { func, at }: FunctionFrame<Host, Request, Answer>,
): unknown {
  if (!(error instanceof Fault || error instanceof UndefinedBehaviour)) return error;
  const kind = error instanceof Fault ? error.kind : CFault.undefined;
  return new ProgramFault(func.code[at].span, func.name, error.message, kind);
}
