/** Replays a counterexample again, with the whole state after every step. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { type ExplainedTrace, wholeTrace } from '../../counterexample/trace/stream-steps.ts';
import { inFile } from '../../errors.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Surveyed } from '../../subject/trace.ts';
import { type AskedWindow, pageWindow } from './asked-window.ts';

/** A counterexample, and the name of its file in messages. */
interface NamedFile {
  readonly file: string;
  readonly counterexample: Counterexample;
}

/** Everything except the steps, judged by all claims. */
export function surveyFile({ trace }: Subject, { file, counterexample }: NamedFile): Surveyed {
  return inFile(file, () => trace.survey(counterexample));
}

/** The content of a page: all steps, the requested window, or the steps around the violation. */
export function pageTraceOf(
  subject: Subject,
  named: NamedFile,
  asked: AskedWindow = {},
): ExplainedTrace {
  const survey = surveyFile(subject, named);
  const window = inFile(named.file, () => pageWindow(asked, survey));
  return wholeTrace(subject.trace, named.counterexample, survey, window);
}
