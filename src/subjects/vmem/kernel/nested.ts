/**
 * Programs that call each other, on their own stack. With `yield*`, an answer passes through every
 * caller to the innermost program, five levels of tables for each entry; here it is delivered
 * directly.
 */
import type { Answer, Program, Request } from './request.ts';

type Step = Request | Program<unknown>;

/** Replaces `yield* program` in a program that `flat` runs. */
export function* nested<T>(program: Program<T>): Program<T> {
  const result: unknown = yield program as never;
  return result as T;
}

/** The program, with all programs that it calls by `nested`, as one. */
export function flat<T>(program: Program<T>): Program<T> {
  return new Flat(program);
}

class Flat<T> implements Generator<Request, T, Answer> {
  private readonly callers: Program<unknown>[] = [];
  private current: Program<unknown>;

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
