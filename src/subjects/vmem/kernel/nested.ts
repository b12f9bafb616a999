/**
 * Programs that call each other, on their own stack. With `yield*`, an answer passes through every
 * caller to the innermost program, five levels of tables for each entry; here it is delivered
 * directly.
 */
import type { Answer, Program, Request } from './request.ts';

type Step = Request | Program<unknown>;

/** Replaces `yield* program` in a program that `flat` or `runFlat` runs. */
export function* nested<T>(program: Program<T>): Program<T> {
  const result: unknown = yield program as never;
  return result as T;
}

/** The program, with all programs that it calls by `nested`, as one. */
export function flat<T>(program: Program<T>): Program<T> {
  return new Flat(program);
}

/** Runs a program, with all programs that it calls by `nested`, to its end. */
export function runFlat<T>(program: Program<T>, machine: { answer(request: Request): Answer }): T {
  const callers: Program<unknown>[] = [];
  let current: Program<unknown> = program instanceof Flat ? program.current : program;
  let value: unknown;
  for (;;) {
    const step: IteratorResult<Step, unknown> = current.next(value as Answer);
    if (step.done) {
      const caller = callers.pop();
      if (caller === undefined) return step.value as T;
      current = caller;
      value = step.value;
    } else if ('op' in step.value) {
      value = machine.answer(step.value);
    } else {
      callers.push(current);
      current = step.value;
      value = undefined;
    }
  }
}

class Flat<T> implements Generator<Request, T, Answer> {
  private readonly callers: Program<unknown>[] = [];
  current: Program<unknown>;

  constructor(program: Program<unknown>) {
    this.current = program;
  }

  next(answer?: Answer): IteratorResult<Request, T> {
    let value: unknown = answer;
    for (;;) {
      const step: IteratorResult<Step, unknown> = this.current.next(value as Answer);
      if (step.done) {
        const caller = this.callers.pop();
        if (caller === undefined) return step as IteratorReturnResult<T>;
        this.current = caller;
        value = step.value;
      } else {
        if ('op' in step.value) return step as IteratorYieldResult<Request>;
        this.callers.push(this.current);
        this.current = step.value;
        value = undefined;
      }
    }
  }

  return(value: T): IteratorResult<Request, T> {
    return { done: true, value };
  }

  throw(error: unknown): never {
    throw error;
  }

  [Symbol.iterator](): this {
    return this;
  }

  [Symbol.dispose](): void {}

  readonly [Symbol.toStringTag] = 'Program';
}
