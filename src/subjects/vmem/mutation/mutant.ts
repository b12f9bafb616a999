/**
 * A mutant: vmem.c with one mistake, which rewrites the requests of the program on their way to the machine.
 * A behaviour that no invariant checks is not protected.
 */
import type { Mutant } from '../../../subject/mutants.ts';
import type { Feature } from '../kernel/features.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import { type Answer, type CallKind, Op, type Program, type Request } from '../kernel/request.ts';

/**
 * The fate of a request: issued unchanged, not issued (the program gets `answer`), or replaced by
 * others (the program gets the answer to the last).
 */
export type Rewriting =
  | 'issue'
  | { readonly answer: Answer }
  | { readonly instead: readonly Request[] };

/** Decides about requests in order; a new one is created for every run of a program. */
interface Rewriter {
  rewrite(request: Request): Rewriting;
  /** The answer that the program gets instead of that of the machine. */
  answered?(request: Request, answer: Answer): Answer;
}

/** Runs `program` under a rewriter. Deterministic: it depends on requests and answers alone. */
export function* rewritten<T>(program: Program<T>, rewriter: Rewriter): Program<T> {
  let step = program.next();
  while (!step.done) {
    const request = step.value;
    const rewriting = rewriter.rewrite(request);
    let answer = 0;
    if (rewriting === 'issue') {
      answer = yield request;
      answer = rewriter.answered?.(request, answer) ?? answer;
    } else if ('answer' in rewriting) {
      answer = rewriting.answer;
    } else {
      for (const other of rewriting.instead) answer = yield other;
    }
    step = program.next(answer);
  }
  return step.value;
}

/** The call of an entry point that is being rewritten. */
export interface MutatedCall {
  readonly kernel: KernelContext;
  readonly kind: CallKind;
  readonly start: number;
  readonly end: number;
}

/** Creates the rewriter of one call. */
export type RewriterOf = (call: MutatedCall) => Rewriter;

export interface VmemMutant extends Mutant {
  /** Features that the mutant switches. */
  readonly features?: Readonly<Partial<Record<Feature, boolean>>>;
  /** Rewrites the requests of one call. */
  readonly rewriter?: RewriterOf;
  /** Calls that do nothing and return 0. */
  readonly skips?: (call: MutatedCall) => boolean;
  /** Changes the return value of the call. */
  readonly result?: (result: number, call: MutatedCall) => number;
}

/** `how`: its rewriter, or what else makes it. */
export function systematic(
  id: string,
  mistake: string,
  how: RewriterOf | Partial<VmemMutant>,
): VmemMutant {
  const made = typeof how === 'function' ? { rewriter: how } : how;
  return { id, mistake, origin: 'systematic', ...made };
}

/** The rewriter of one call, for a mutant that acts after a failed allocation. */
export function knowingFailure(
  rewrite: (request: Request, hasFailed: boolean) => Rewriting,
): Rewriter {
  let hasFailed = false;
  return {
    rewrite: (request) => rewrite(request, hasFailed),
    answered(request, answer) {
      if (request.op === Op.alloc && answer === 0) hasFailed = true;
      return answer;
    },
  };
}

type Test = (request: Request, call: MutatedCall) => boolean;

/** Drops requests that pass `test`. */
export function dropping(test: Test, answer: Answer = 0): RewriterOf {
  return (call) => ({
    rewrite: (request) => (test(request, call) ? { answer } : 'issue'),
  });
}

export function replacing<Replaced extends Request>(
  test: (request: Request, call: MutatedCall) => request is Replaced,
  by: (request: Replaced, call: MutatedCall) => readonly Request[],
): RewriterOf {
  return (call) => ({
    rewrite: (request): Rewriting =>
      test(request, call) ? { instead: by(request, call) } : 'issue',
  });
}

/** Gives the program another answer than that of the machine. */
export function misreading(
  test: Test,
  by: (answer: Answer, request: Request, call: MutatedCall) => Answer,
): RewriterOf {
  return (call) => ({
    rewrite: () => 'issue',
    answered: (request, answer) => (test(request, call) ? by(answer, request, call) : answer),
  });
}

/** Swaps a request that passes `test` with the next one. */
export function swapping(test: Test): RewriterOf {
  return (call) => {
    let held: Request | undefined;
    return {
      rewrite(request): Rewriting {
        if (held !== undefined) {
          const instead = [request, held];
          held = undefined;
          return { instead };
        }
        if (!test(request, call)) return 'issue';
        held = request;
        return { answer: 0 };
      },
    };
  };
}
