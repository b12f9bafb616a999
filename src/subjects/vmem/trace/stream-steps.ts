/** The steps of a trace one after the other, or a part of them, with no more than one state in memory. */
import { ModelError } from '../../../errors.ts';
import { cutOperations } from './cut-operations.ts';
import type { StepState } from './step-state.ts';
import { type Frame, type IndexRange, indicesOf, type StepWindow } from './step-window.ts';
import type { ExecutedStep, ExecutionTrace, TraceSurvey } from './steps.ts';
import { type TraceRequest, visitSteps } from './trace-steps.ts';

/** Takes a trace piece by piece: first all but the steps, then each step. */
export interface TraceTaker {
  begin(trace: ExecutionTrace): void;
  /** `purpose`: what it is for, for a reader who does not know vmem.c. */
  step(step: ExecutedStep, purpose: string): void;
}

/** `window`: null for all steps. What it was surveyed from is executed once more. */
export function streamSteps(
  request: TraceRequest,
  survey: TraceSurvey,
  window: StepWindow | null,
  taker: TraceTaker,
): void {
  const range = window === null ? null : indicesOf(window, survey.listed, survey.frames);
  const { first, last } = range ?? { first: 0, last: survey.listed - 1 };
  let before: StepState | null = null;
  const broken = new Map<string, number>();
  const visit = (step: ExecutedStep, initial: StepState, purpose: string): void => {
    if (step.index < first) {
      before = step.state;
      for (const id of step.violated) if (!broken.has(id)) broken.set(id, step.number);
    }
    if (step.index === first) {
      taker.begin(withoutSteps(survey, window, { first, last }, before ?? initial, broken));
    }
    if (step.index >= first) taker.step({ ...step, index: step.index - first }, purpose);
  };
  visitSteps(request, survey, last, visit);
}

/** A trace, and the purpose of each of its steps. */
export interface ExplainedTrace {
  readonly trace: ExecutionTrace;
  readonly purposes: readonly string[];
}

/** The same as one value. */
export function traceOf(
  request: TraceRequest,
  survey: TraceSurvey,
  window: StepWindow | null,
): ExplainedTrace {
  const steps: ExecutedStep[] = [];
  const purposes: string[] = [];
  let trace: ExecutionTrace | undefined;
  streamSteps(request, survey, window, {
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
  { machine, operations, violatedAt, leftBecause, pending, waits, listed, frames }: TraceSurvey,
  window: StepWindow | null,
  range: IndexRange,
  initial: StepState,
  broken: ReadonlyMap<string, number>,
): ExecutionTrace {
  const rest = { leftBecause, pending, waits };
  if (window === null) return { machine, initial, operations, steps: [], violatedAt, ...rest };
  const isInside = violatedAt !== null && violatedAt >= range.first && violatedAt <= range.last;
  return {
    machine,
    initial,
    operations: cutOperations(operations, range),
    steps: [],
    violatedAt: isInside ? violatedAt - range.first : null,
    ...rest,
    window: {
      ...window,
      of: listed - frames.length,
      violatedAt: violatedAt === null ? null : numberAt(violatedAt, frames),
      brokenBefore: [...broken].map(([invariant, step]) => ({ invariant, step })),
    },
  };
}

/** The number of a listed step. */
export function numberAt(index: number, frames: readonly Frame[]): number {
  return index + 1 - frames.filter((frame) => frame.index <= index).length;
}
