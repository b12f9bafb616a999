/** Project rules that no linter checks: each takes a file and reports its errors line by line. */
import type { TextFile } from './files.ts';

/** Reports errors as `path:line: what to do`. */
export type Rule = (file: TextFile) => string[];

/** Every file starts with a sentence about its purpose. */
export const beginsWithSentence: Rule = ({ path, text }) => {
  const comment = /^(?:#!.*\n)?\/\*\*(.*?)\*\//s.exec(text)?.[1] ?? '';
  const words = comment.replaceAll(/\n \*/g, ' ').trim();
  return /^\S.+[.!?](\s|$)/s.test(words)
    ? []
    : [`${path}:1: begin with a doc comment that says in a sentence what the file is for`];
};

/** The request alone must determine the result of a search. */
export const takesNoHiddenInput: Rule = (file) =>
  findings(
    file,
    /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.(env|hrtime)\b/,
    'hidden input; take seed, clock and options as arguments',
  );

export const leavesNoTestOut: Rule = (file) =>
  findings(
    file,
    /\b(test|it|describe)(\.\w+)*\.(skip|skipIf|runIf|only|todo)\b/,
    'no test is left out; a known weakness is test.fails and an entry in docs',
  );

export const waitsForNoClock: Rule = (file) =>
  findings(
    file,
    /\bsetTimeout\b|\bsetInterval\b|\btimers\/promises\b/,
    'a test waits for an event, never for time',
  );

const linesMax = 300;

export const hasOnePurpose: Rule = ({ path, text }) => {
  const count = text.trimEnd().split('\n').length;
  return count <= linesMax ? [] : [`${path}:1: ${count} lines; split at ${linesMax}`];
};

export function findings({ path, text }: TextFile, pattern: RegExp, remedy: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${remedy}`] : []));
}
