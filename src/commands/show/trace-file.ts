/** A replayed counterexample once more, with the whole state after every step. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { type ExplainedTrace, wholeTrace } from '../../counterexample/trace/stream-steps.ts';
import { inFile } from '../../errors.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Surveyed } from '../../subject/trace.ts';
import { type AskedWindow, pageWindow } from './asked-window.ts';

/** A counterexample, and what messages call its file. */
interface NamedFile {
  readonly file: string;
  readonly counterexample: Counterexample;
}

/** All but the steps, judged by all claims. */
export function surveyFile({ trace }: Subject, { file, counterexample }: NamedFile): Surveyed {
  return inFile(file, () => trace.survey(counterexample));
}

/** What a page holds: all steps, or those of the window that was requested, or those around the violation. */
export function pageTraceOf(
  subject: Subject,
  named: NamedFile,
  asked: AskedWindow = {},
): ExplainedTrace {
  const survey = surveyFile(subject, named);
  const window = inFile(named.file, () => pageWindow(asked, survey));
  return wholeTrace(subject.trace, named.counterexample, survey, window);
}
