/** Rewrites a kernel program on its way to the machine: drops, repeats, replaces or swaps its requests. */
import type { Answer, Program, Request } from '../kernel/request.ts';

/**
 * What becomes of one request: issued as it is, not issued at all (the program gets `answer`), or
 * others issued instead (the program gets the answer to the last).
 */
export type Rewriting =
  | 'issue'
  | { readonly answer: Answer }
  | { readonly instead: readonly Readonly<Request>[] };

/** Decides about requests one after the other; a fresh one is made for every run of a program. */
export interface Rewriter {
  rewrite(request: Readonly<Request>): Rewriting;
  /** What the program is told instead of the machine's answer. */
  answered?(request: Readonly<Request>, answer: Answer): Answer;
}

/** Runs `program` under a rewriter. Deterministic: what it does depends on requests and answers alone. */
export function* rewritten<T>(program: Program<T>, rewriter: Rewriter): Program<T> {
  let step = program.next();
  while (!step.done) {
    // The program's request object is reused with its next request: keep a copy.
    const request: Request = { ...step.value };
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
