/** A counterexample as text for a reader: operations, decisive steps, changes, and why it matters. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { isTiny } from '../../subjects/vmem/machine/layouts.ts';
import {
  describeAssumptions,
  describeContract,
  describePlaces,
  describeScopeMachine,
  describeScopeWorld,
} from '../../subjects/vmem/scope/describe-scope.ts';
import { headLines, premiseLines, sourceLines } from '../../subjects/vmem/story/story.ts';
import { vmem } from '../../subjects/vmem/subject.ts';
import type { TraceOutline } from '../../subjects/vmem/trace/steps.ts';
import {
  commandLines,
  lineColumns,
  type Paint,
  paragraph,
  plain,
  table,
} from '../../text/paragraph.ts';
import { commandHere, quotedPath, type Self } from '../../text/shell.ts';
import { checkCommand } from '../check/check-command.ts';
import { operationLines } from './operations.ts';

export interface ShowParts {
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly trace: TraceOutline;
  /** The path of the counterexample. */
  readonly file: string;
  /** Every step of every call, including reads, without folding. */
  readonly allSteps: boolean;
  readonly paint?: Paint;
}

/** Lines of plain ASCII, self-contained: fit to be pasted under a quoted hunk. */
export function showText(parts: ShowParts): string {
  const { file, invariant, paint = plain } = parts;
  return [
    ...headLines(parts),
    '',
    ...settingLines(parts),
    '',
    ...operationLines({ ...parts, paint, hint: '--all-steps shows all' }),
    '',
    ...reasonLines(parts),
    ...premiseLines(invariant),
    ...reproduceLines(`tablewalk replay ${quotedPath(file)}`, paint.self),
  ].join('\n');
}

export function settingLines({ counterexample: { request } }: ShowParts): string[] {
  return table(
    [
      ['Contract', describeContract(request)],
      ['Machine', describeScopeMachine(request)],
      ['World', describeScopeWorld(request)],
      ...describePlaces(request).map((place, index) => [index === 0 ? 'Memory' : '', place]),
    ],
    '',
  );
}

export function reasonLines({ counterexample: { request }, invariant }: ShowParts): string[] {
  return [
    ...paragraph(invariant.matters, 'Why it matters: ', '  '),
    ...sourceLines(invariant),
    ...paragraph(`${describeAssumptions(request).join('; ')}.`, 'Assumptions: ', '  '),
  ];
}

/** The search that finds it, for a reader without the file. Only a tiny geometry can be searched. */
export function searchCommand({ counterexample, invariant, file }: ShowParts): string {
  const { request } = counterexample;
  if (!isTiny(request.geometry)) return `tablewalk replay ${quotedPath(file)}`;
  return checkCommand(vmem, request, invariant.id);
}

export function reproduceLines(command: string, self: Self): string[] {
  const line = `Reproduce: ${commandHere(command, self)}`;
  return line.length <= lineColumns() ? [line] : ['Reproduce:', ...commandLines(command, self)];
}
