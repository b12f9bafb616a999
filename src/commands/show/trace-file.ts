/** Replays a counterexample and records the whole state after every step. */
import { InputError } from '../../errors.ts';
import { allInvariants } from '../../invariants/catalogue.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import type { StepWindow } from '../../subjects/vmem/trace/step-window.ts';
import type { ExecutionTrace, TraceOutline, TraceSurvey } from '../../subjects/vmem/trace/steps.ts';
import {
  type ExplainedTrace,
  streamSteps,
  type TraceTaker,
  traceOf,
} from '../../subjects/vmem/trace/stream-steps.ts';
import {
  outlineSteps,
  surveySteps,
  type TraceRequest,
  traceSteps,
} from '../../subjects/vmem/trace/trace-steps.ts';
import type { ReplayedFile } from '../replay/run.ts';
import { type AskedWindow, pageWindow } from './asked-window.ts';

/** Every step with its state, judged by all invariants. `file` is used in messages. */
export function traceFile(file: string, replayed: Replayed): ExecutionTrace {
  return named(file, () => traceSteps(requestOf(replayed)));
}

/** The same with few states, for any number of steps. */
export function outlineFile(file: string, replayed: Replayed): TraceOutline {
  return named(file, () => outlineSteps(requestOf(replayed)));
}

/** The same without steps. */
export function surveyFile(file: string, replayed: Replayed): TraceSurvey {
  return named(file, () => surveySteps(requestOf(replayed)));
}

/** All steps with their states, or those of a window, in pieces. */
export function streamFile(
  replayed: Replayed,
  survey: TraceSurvey,
  window: StepWindow | null,
  taker: TraceTaker,
): void {
  streamSteps(requestOf(replayed), survey, window, taker);
}

/** The content of a page: all steps, or the requested window, or the steps around the violation. */
export function pageTraceOf(
  file: string,
  replayed: Replayed,
  asked: AskedWindow = {},
): ExplainedTrace {
  const survey = surveyFile(file, replayed);
  const window = named(file, () => pageWindow(asked, survey));
  return traceOf(requestOf(replayed), survey, window);
}

type Replayed = Pick<ReplayedFile, 'counterexample'>;

function requestOf({ counterexample }: Replayed): TraceRequest {
  const { request, operations, turns, invariant } = counterexample;
  const scope = buildScope(request);
  return { scope, operations, turns, claims: allInvariants, violated: invariant };
}

function named<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}
