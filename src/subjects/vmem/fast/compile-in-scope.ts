/** Steps with values that a search cannot store. */
import { InputError } from '../../../errors.ts';
import type { Request } from '../kernel/request.ts';
import type { StepCompiler } from './compile-step.ts';
import type { StepWords } from './step-words.ts';

/** Compiles a step. What a search of a C source cannot store is an error with its position. */
export function compileInScope(compiler: StepCompiler, request: Request, call: number): StepWords {
  try {
    return compiler.compile(request, call);
  } catch (error) {
    const [place] = error instanceof InputError ? (request.stack?.places() ?? []) : [];
    if (place === undefined || !(error instanceof InputError)) throw error;
    const { file, line, column } = place;
    throw new InputError(`${file}:${line}:${column}: in ${place.function}(): ${error.message}`);
  }
}
