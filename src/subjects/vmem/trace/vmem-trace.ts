/** The steps of a counterexample of vmem.c, with the whole state after each. */
import { mermaidOf } from '../story/mermaid.ts';
import { vmemItf } from './itf.ts';
import type { StepState } from './step-state.ts';
import type { VmemStep, VmemSurvey } from './steps.ts';
import { surveySteps, visitSteps } from './trace-steps.ts';
import { traceRequest, type VmemCounterexample } from './vmem-counterexample.ts';

export const vmemTrace = {
  survey: (counterexample: VmemCounterexample): VmemSurvey =>
    surveySteps(traceRequest(counterexample)),
  visit(
    counterexample: VmemCounterexample,
    survey: VmemSurvey,
    last: number,
    visit: (step: VmemStep, initial: StepState, purpose: string) => void,
  ): void {
    visitSteps(traceRequest(counterexample), survey, last, visit);
  },
  listsOfState: ['tables', 'memmap'],
  itf: vmemItf,
  mermaid: mermaidOf,
};
