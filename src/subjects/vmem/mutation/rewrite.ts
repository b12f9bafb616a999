/**
 * Rewrites the requests of a kernel program on their way to the machine: drops, repeats, replaces or swaps
 * them.
 */
import type { Answer, Program, Request } from '../kernel/request.ts';

/**
 * The fate of a request: issued unchanged, not issued (the program gets `answer`), or replaced by
 * others (the program gets the answer to the last).
 */
export type Rewriting =
  | 'issue'
  | { readonly answer: Answer }
  | { readonly instead: readonly Request[] };

/** Decides about requests in order; a new one is created for every run of a program. */
export interface Rewriter {
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
