/** Runs a program: one loop over instructions, which yields the requests of the environment. */
import { InputError, ModelError } from '../errors.ts';
import { argumentValues, Kind, type ProgramCode, type RunnableInstruction } from './code.ts';
import { CFault, Fault, OneStep, type Steps, type Taken, takesSteps } from './environment.ts';
import {
  enterFrame,
  entryPoint,
  FrameStack,
  type FunctionFrame,
  leaveFrame,
  loopAround,
} from './frames.ts';
import { UndefinedBehaviour } from './integers.ts';
import { calledIndex } from './lower/calls.ts';
import { Ran, type ReachedCode } from './reached-code.ts';
import { positionOf, positionText, type Span } from './source-text.ts';
import { isTrue, Opaque, type Slots, type Value } from './values.ts';

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
  const func = entryPoint(program, name, given.length);
  const frame = enterFrame(func, [...given], reached);
  const run = new Run(program, frame, host, resultOf, limits, reached);
  run.start();
  while (run.request !== null) run.resume(yield run.request);
  return run.result();
}

/** A run between two requests is its frames: no generator has to be resumed for each of them. */
class Run<Host, Request, Answer, Result> {
  /** The next request; null if the program has returned. */
  request: Request | null = null;
  private readonly program: ProgramCode<Host, Request, Answer>;
  private readonly host: Host;
  private readonly resultOf: (value: Value | undefined) => Result;
  private readonly limits: RunLimits;
  private readonly reached: ReachedCode | undefined;
  private readonly stack = new FrameStack<Host, Request, Answer>();
  private frame: FunctionFrame<Host, Request, Answer>;
  private requestsLeft: number;
  private fuel = 0;
  /** What the answer to the request is given to: one of them, or neither. */
  private one: OneStep<Request, Answer> | null = null;
  private steps: Steps<Request, Answer> | null = null;
  private isSettling = false;
  private returned: Value | undefined;
  private ended: { readonly result: Result } | { readonly error: unknown } | null = null;

  constructor(
    program: ProgramCode<Host, Request, Answer>,
    frame: FunctionFrame<Host, Request, Answer>,
    host: Host,
    resultOf: (value: Value | undefined) => Result,
    limits: RunLimits,
    reached: ReachedCode | undefined,
  ) {
    this.program = program;
    this.frame = frame;
    this.host = host;
    this.resultOf = resultOf;
    this.limits = limits;
    this.reached = reached;
    this.requestsLeft = limits.requestsMax;
    this.stack.frames.push(frame);
  }

  start(): void {
    try {
      this.proceed();
    } catch (error) {
      this.fail(error);
    }
  }

  resume(answer: Answer): void {
    this.request = null;
    // The request was that of a fault.
    if (this.ended !== null) return;
    try {
      if (this.continues(answer)) this.proceed();
    } catch (error) {
      this.fail(error);
    }
  }

  /** After the last request. Throws the error that ended the program. */
  result(): Result {
    const { ended } = this;
    if (ended === null) throw new ModelError('a program that has not ended has no result');
    if ('error' in ended) throw ended.error;
    return ended.result;
  }

  /** Gives an answer to the step that requested it; false if the step has another request. */
  private continues(answer: Answer): boolean {
    const { one, steps } = this;
    if (one !== null) {
      this.one = null;
      return this.isTaken(one.meaning(answer));
    }
    return steps === null || this.isTakenBy(steps, steps.next(answer));
  }

  /** Sets the variable of a step that has its value. */
  private isTaken(value: Value): true {
    const { frame } = this;
    if (!this.isSettling) frame.slots[frame.operations[frame.at++].slot] = value;
    return true;
  }

  private isTakenBy(steps: Steps<Request, Answer>, step: IteratorResult<Request, Value>): boolean {
    if (step.done) {
      this.steps = null;
      return this.isTaken(step.value);
    }
    this.steps = steps;
    this.ask(step.value);
    return false;
  }

  private ask(request: Request): void {
    if (!this.isSettling && --this.requestsLeft < 0) {
      throw endlessLoop('the call does not end', this.stack);
    }
    this.program.environment.asks(this.host, request, this.stack);
    this.request = request;
  }

  /** True if a step has its value; else `request` is set. */
  private takes(taken: Taken<Request, Answer>): boolean {
    if (typeof taken !== 'object' || taken instanceof Opaque) return this.isTaken(taken);
    if (taken instanceof OneStep) {
      this.one = taken;
      this.ask(taken.request);
      return false;
    }
    return takesSteps(taken) ? this.isTakenBy(taken, taken.next()) : this.isTaken(taken);
  }

  /** Runs up to the next request, or to the end. */
  private proceed(): void {
    const { host, stack } = this;
    const { environment } = this.program;
    if (!this.isSettling) {
      this.fuel = this.limits.instructionsMax;
      while (stack.frames.length > 0) if (!this.runsIn(this.frame)) return;
      this.isSettling = true;
      if (!this.takes(environment.settle(host))) return;
    }
    environment.returns(stack);
    this.ended = { result: this.resultOf(this.returned) };
  }

  /** Runs instructions of one function, until it calls or returns, or until there is a request: false. */
  private runsIn(frame: FunctionFrame<Host, Request, Answer>): boolean {
    const { host } = this;
    const { operations, slots, marks } = frame;
    for (;;) {
      const { at } = frame;
      const operation = operations[at];
      if (marks !== undefined) marks[at] |= Ran.at;
      if (--this.fuel < 0) throw endlessLoop('a loop without a step does not end', this.stack);
      switch (operation.kind) {
        case Kind.set:
          slots[operation.slot] = operation.value(slots, host);
          frame.at = at + 1;
          break;
        case Kind.do:
          operation.effect(slots, host);
          frame.at = at + 1;
          break;
        case Kind.jump:
          if (operation.target <= at) frame.rounds++;
          frame.at = operation.target;
          break;
        case Kind.unless: {
          const holds = isTrue(operation.value(slots, host));
          markBranch(marks, at, holds);
          frame.at = holds ? at + 1 : operation.target;
          break;
        }
        case Kind.steps: {
          const values = argumentValues(operation.given, slots, host);
          this.program.environment.at(host, operation.site);
          if (!this.takes(operation.take(host, values, operation.site))) return false;
          break;
        }
        case Kind.call:
          this.call(operation, slots);
          return true;
        case Kind.return:
          this.leave(frame, operation.hasValue ? operation.value(slots, host) : undefined);
          return true;
      }
    }
  }

  private call({ given, value }: RunnableInstruction<Host, Request, Answer>, slots: Slots): void {
    const { frames } = this.stack;
    const { functions } = this.program;
    if (frames.length === callsMax) throw endless(`calls are nested deeper than ${callsMax}`);
    const values = argumentValues(given, slots, this.host);
    const callee = calledIndex(value(slots, this.host));
    this.frame = enterFrame(functions[callee], values, this.reached);
    frames.push(this.frame);
  }

  private leave(frame: FunctionFrame<Host, Request, Answer>, value: Value | undefined): void {
    this.returned = value;
    this.stack.last = frame;
    this.frame = leaveFrame(this.stack.frames, value) ?? frame;
  }

  /** The last step of a program that did something wrong is the request for that. */
  private fail(thrown: unknown): void {
    const { host, stack } = this;
    const { environment } = this.program;
    const error = located(thrown, stack.frames.at(-1) ?? this.frame);
    this.request = null;
    this.ended = { error };
    if (!(error instanceof ProgramFault) || error.kind === null) return;
    const request = environment.fails(host, error.kind);
    if (request === undefined) return;
    stack.problem = error.problem;
    environment.asks(host, request, stack);
    this.request = request;
  }
}

function markBranch(marks: Uint8Array | undefined, at: number, holds: boolean): void {
  if (marks !== undefined) marks[at] |= holds ? Ran.whenTrue : Ran.whenFalse;
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

function located<Host, Request, Answer>(
  error: unknown,
  { func, at }: FunctionFrame<Host, Request, Answer>,
): unknown {
  if (!(error instanceof Fault || error instanceof UndefinedBehaviour)) return error;
  const kind = error instanceof Fault ? error.kind : CFault.undefined;
  return new ProgramFault(func.code[at].span, func.name, error.message, kind);
}
