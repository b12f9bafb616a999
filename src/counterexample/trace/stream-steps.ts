/** The steps of a trace in order, or a part of them, with at most one state in memory. */
import { ModelError } from '../../errors.ts';
import type { StepWindow, SubjectTrace, Surveyed, Trace, TracedStep } from '../../subject/trace.ts';
import type { Counterexample } from '../counterexample.ts';
import { cutOperations } from './cut-operations.ts';
import { type IndexRange, indicesOf, numberAt } from './step-window.ts';

/** Receives a trace in pieces: first everything but the steps, then each step. */
export interface TraceTaker {
  begin(trace: Trace): void;
  /** `purpose`: what the step is for, for readers new to the code. */
  step(step: TracedStep<object>, purpose: string): void;
}

/** `window`: null for all steps. Executes the surveyed counterexample again. */
export function streamSteps(
  subject: SubjectTrace,
  counterexample: Counterexample,
  survey: Surveyed,
  window: StepWindow | null,
  taker: TraceTaker,
): void {
  const range = window === null ? null : indicesOf(window, survey.listed, survey.frames);
  const { first, last } = range ?? { first: 0, last: survey.listed - 1 };
  let before: object | null = null;
  const broken = new Map<string, number>();
  subject.visit(counterexample, survey, last, (step, initial, purpose) => {
    if (step.index < first) {
      before = step.state;
      for (const id of step.violated) if (!broken.has(id)) broken.set(id, step.number);
    }
    if (step.index === first) {
      taker.begin(withoutSteps(survey, window, { first, last }, before ?? initial, broken));
    }
    if (step.index >= first) taker.step({ ...step, index: step.index - first }, purpose);
  });
}

/** A trace, and the purpose of each of its steps. */
export interface ExplainedTrace {
  readonly trace: Trace;
  readonly purposes: readonly string[];
}

/** The same as one value. */
export function wholeTrace(
  subject: SubjectTrace,
  counterexample: Counterexample,
  survey: Surveyed,
  window: StepWindow | null,
): ExplainedTrace {
  const steps: TracedStep<object>[] = [];
  const purposes: string[] = [];
  let trace: Trace | undefined;
  streamSteps(subject, counterexample, survey, window, {
    begin: (begun) => {
      trace = { ...begun, steps };
    },
    step: (step, purpose) => {
      steps.push(step);
      purposes.push(purpose);
    },
  });
  if (trace === undefined) throw new ModelError('a trace without steps');
  return { trace, purposes };
}

function withoutSteps(
  { listed, frames, ...survey }: Surveyed,
  window: StepWindow | null,
  range: IndexRange,
  initial: object,
  broken: ReadonlyMap<string, number>,
): Trace {
  if (window === null) return { ...survey, initial };
  const { violatedAt } = survey;
  const isInside = violatedAt !== null && violatedAt >= range.first && violatedAt <= range.last;
  return {
    ...survey,
    initial,
    operations: cutOperations(survey.operations, range),
    violatedAt: isInside ? violatedAt - range.first : null,
    window: {
      ...window,
      of: listed - frames.length,
      violatedAt: violatedAt === null ? null : numberAt(violatedAt, frames),
      brokenBefore: [...broken].map(([invariant, step]) => ({ invariant, step })),
    },
  };
}
