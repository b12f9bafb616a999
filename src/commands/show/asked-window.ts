/** Chooses the steps of a story to show: the requested window, or the default of a page. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import { numberAt } from '../../counterexample/trace/step-window.ts';
import { type ExplainedTrace, wholeTrace } from '../../counterexample/trace/stream-steps.ts';
import { InputError, inFile } from '../../errors.ts';
import type { Subject } from '../../subject/subject.ts';
import type { StepWindow, Surveyed, Surveyed as WholeSurvey } from '../../subject/trace.ts';

/** `--from` and `--to`: step numbers as in the text. */
export interface AskedWindow {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

type SurveyedSteps = Pick<WholeSurvey, 'listed' | 'frames' | 'violatedAt'>;

/** Adds half a megabyte to a page. A longer story gets a window of this size. */
const pageSteps = 3_000;
/** The maximum that a browser can still open. */
const pageStepsMax = 10_000;
/** Whole states of more steps may take gigabytes: then only those around the violation are written. */
const stateSteps = 3_000;
const stateStepsAround = 300;
/** Share of a window that precedes the violation. */
const shareBefore = 0.75;

/** Null for all steps. Throws `InputError` for a window outside the story. */
export function askedWindow(asked: AskedWindow, survey: SurveyedSteps): StepWindow | null {
  if (asked.from === undefined && asked.to === undefined) return null;
  const count = countedSteps(survey);
  return checked(asked, { from: asked.from ?? 1, to: asked.to ?? count }, count);
}

/** The same for a file of whole states; the default for a long story is a window. */
export function statesWindow(asked: AskedWindow, survey: SurveyedSteps): StepWindow | null {
  const isLong = countedSteps(survey) > stateSteps;
  const isAsked = asked.from !== undefined || asked.to !== undefined;
  return isLong && !isAsked ? around(survey, stateStepsAround) : askedWindow(asked, survey);
}

/** The same for a page; the default for a long story is a window. */
export function pageWindow(asked: AskedWindow, survey: SurveyedSteps): StepWindow | null {
  const count = countedSteps(survey);
  const { from, to } = asked;
  if (from === undefined && to === undefined) {
    return count <= pageSteps ? null : around(survey, pageSteps);
  }
  const window = checked(
    asked,
    {
      from: from ?? Math.max(1, (to ?? count) - pageSteps + 1),
      to: to ?? Math.min(count, (from ?? 1) + pageSteps - 1),
    },
    count,
  );
  const held = window.to - window.from + 1;
  if (held > pageStepsMax) {
    throw new InputError(
      `--from ${window.from} and --to ${window.to} span ${held} steps; a page holds at most ${pageStepsMax}`,
    );
  }
  return window;
}

function checked({ from, to }: AskedWindow, window: StepWindow, count: number): StepWindow {
  for (const [flag, number] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (number !== undefined && (number < 1 || number > count)) {
      throw new InputError(`${flag} is ${number}; the steps of this story are 1 to ${count}`);
    }
  }
  if (window.from > window.to) {
    throw new InputError(`--from is ${from} and --to is ${to}; --from must not be above --to`);
  }
  return window;
}

function around(survey: SurveyedSteps, length: number): StepWindow {
  const { violatedAt, frames } = survey;
  const count = countedSteps(survey);
  const here = violatedAt === null ? count : numberAt(violatedAt, frames);
  const latest = count - length + 1;
  const from = Math.max(1, Math.min(latest, here - length * shareBefore));
  return { from, to: from + length - 1 };
}

function countedSteps({ listed, frames }: SurveyedSteps): number {
  return listed - frames.length;
}

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
