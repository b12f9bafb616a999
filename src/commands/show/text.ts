/** A counterexample as text for a reader: operations, decisive steps, changes, and why it matters. */

import { checkCommandLine, fileCommandLine } from '../../counterexample/check-command.ts';
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { headLines, premiseLines, reasonLines, settingsOf } from '../../counterexample/story.ts';
import { inFile } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import { commandLines, lineColumns, type Paint, table } from '../../text/paragraph.ts';
import { commandHere, type Self } from '../../text/shell.ts';

export interface ShowParts {
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  /** The file of the counterexample. */
  readonly file: string;
  /** Every step of every call, including reads, without folding. */
  readonly allSteps: boolean;
  readonly paint: Paint;
}

/** Self-contained lines of plain ASCII, to paste below a quoted hunk. */
export function showText(subject: Subject, parts: ShowParts): string {
  const { file, invariant, paint } = parts;
  const { request } = parts.counterexample;
  return [
    ...headLines(parts),
    '',
    ...settingLines(subject, parts),
    '',
    ...shownOperations(subject, parts, '--all-steps shows all'),
    '',
    ...reasonLines(subject, parts),
    ...premiseLines(invariant),
    ...reproduceLines(fileCommandLine(subject, 'replay', request, file), paint.self),
  ].join('\n');
}

export function shownOperations(
  { story }: Subject,
  { file, ...parts }: ShowParts,
  hint: string | null,
): readonly string[] {
  return inFile(file, () => story.operationLines({ ...parts, hint }));
}

export function settingLines(
  subject: Subject,
  { counterexample: { request } }: ShowParts,
): string[] {
  return table([...settingsOf(subject, request), ...subject.story.places(request)], '');
}

/**
 * The search that finds it, for readers without the file; a scope that cannot be searched has only
 * its file.
 */
export function searchCommand(
  subject: Subject,
  { counterexample: { request }, invariant, file }: ShowParts,
): string {
  return subject.story.canBeSearched(request)
    ? checkCommandLine(subject, request, invariant.id)
    : fileCommandLine(subject, 'replay', request, file);
}

export function reproduceLines(command: string, self: Self): string[] {
  const line = `Reproduce: ${commandHere(command, self)}`;
  return line.length <= lineColumns() ? [line] : ['Reproduce:', ...commandLines(command, self)];
}
