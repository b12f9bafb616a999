/** Steps at places that the scope does not have. */
import { InputError } from '../../../errors.ts';
import type { Request } from '../kernel/request.ts';
import type { StepCompiler } from './compile-step.ts';
import { OutsideScope } from './outside-scope.ts';
import type { StepWords } from './step-words.ts';

/** Compiles a step. A C source that leaves the scope is an error with its position. */
export function compileInScope(compiler: StepCompiler, request: Request, call: number): StepWords {
  try {
    return compiler.compile(request, call);
  } catch (error) {
    const [place] = error instanceof OutsideScope ? (request.stack?.places() ?? []) : [];
    if (place === undefined || !(error instanceof OutsideScope)) throw error;
    const { file, line, column } = place;
    throw new InputError(`${file}:${line}:${column}: in ${place.function}(): ${error.message}`);
  }
}
