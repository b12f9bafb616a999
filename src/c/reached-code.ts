/** Which instructions of a program ran, and which branches its conditions took. */

import {
  type BranchCoverage,
  type FileCoverage,
  type LineCoverage,
  mergedCoverage,
} from '../text/code-coverage.ts';
import type { FunctionCode } from './code.ts';
import { positionOf } from './source-text.ts';

/** Coverage of an instruction, as bits. */
export const Ran = { at: 1, whenTrue: 2, whenFalse: 4 } as const;

/** Functions of any program. */
type AnyFunction = Pick<FunctionCode<never, unknown, unknown>, 'name' | 'span'> & {
  readonly code: readonly {
    readonly op: string;
    readonly isUnknown?: true;
    readonly span: FunctionCode<never, unknown, unknown>['span'];
  }[];
};

/** Filled by `runProgram`. */
export class ReachedCode {
  private readonly marks = new Map<AnyFunction, Uint8Array>();

  /** By instruction, bits of `Ran`; the run sets them. */
  of(func: AnyFunction): Uint8Array {
    const known = this.marks.get(func);
    if (known !== undefined) return known;
    const fresh = new Uint8Array(func.code.length);
    this.marks.set(func, fresh);
    return fresh;
  }

  /** Coverage of these functions, by file. */
  coverage(functions: readonly AnyFunction[]): FileCoverage[] {
    return mergedCoverage(functions.map((func) => this.ofFunction(func)));
  }

  /** Places with unsupported code at which runs ended: `vmem.c:12`. */
  unknownPlaces(functions: readonly AnyFunction[]): readonly string[] {
    const places = functions.flatMap((func) => {
      const marks = this.of(func);
      return func.code
        .filter(({ isUnknown }, at) => isUnknown === true && marks[at] !== 0)
        .map(({ span }) => positionOf(span));
    });
    return [...new Set(places.map(({ file, line }) => `${file}:${line}`))];
  }

  private ofFunction(func: AnyFunction): FileCoverage {
    const { name, span, code } = func;
    const marks = this.of(func);
    const lines: LineCoverage[] = [];
    const branches: BranchCoverage[] = [];
    for (const [at, instruction] of code.entries()) {
      const { line, column } = positionOf(instruction.span);
      const ran = marks[at];
      lines.push({ line, function: name, isReached: ran !== 0 });
      if (instruction.op !== 'unless') continue;
      const wasTrue = (ran & Ran.whenTrue) !== 0;
      branches.push({
        line,
        column,
        function: name,
        wasTrue,
        wasFalse: (ran & Ran.whenFalse) !== 0,
      });
    }
    const isReached = marks.some((ran) => ran !== 0);
    const { file, path } = span.source;
    return {
      file,
      path,
      functions: [{ name, line: positionOf(span).line, isReached }],
      lines,
      branches,
    };
  }
}
