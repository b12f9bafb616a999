/** A counterexample as text for a reader, and as the body of a reply to the patch that introduced it. */

import { checkCommandLine, fileCommandLine } from '../../counterexample/check-command.ts';
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { headLines, premiseLines, reasonLines, settingsOf } from '../../counterexample/story.ts';
import { inFile } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  commandLines,
  lineColumns,
  type Paint,
  paragraph,
  plain,
  table,
} from '../../text/paragraph.ts';
import { commandHere, type Self } from '../../text/shell.ts';
import { asciiText } from '../../text/visible-text.ts';
import { blameText, quotedLines } from '../bisect/report.ts';
import type { Bisection } from '../bisect/result.ts';

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

function shownOperations(
  { story }: Subject,
  { file, ...parts }: ShowParts,
  hint: string | null,
): readonly string[] {
  return inFile(file, () => story.operationLines({ ...parts, hint }));
}

function settingLines(subject: Subject, { counterexample: { request } }: ShowParts): string[] {
  return table([...settingsOf(subject, request), ...subject.story.places(request)], '');
}

/** The search that finds it, for readers without the file; else a replay of the file. */
function searchCommand(
  subject: Subject,
  { counterexample: { request }, invariant, file }: ShowParts,
): string {
  return subject.story.canBeSearched(request)
    ? checkCommandLine(subject, request, invariant.id)
    : fileCommandLine(subject, 'replay', request, file);
}

function reproduceLines(command: string, self: Self): string[] {
  const line = `Reproduce: ${commandHere(command, self)}`;
  return line.length <= lineColumns() ? [line] : ['Reproduce:', ...commandLines(command, self)];
}

/** Quoted subject, claim, operations, reasons: 72 columns, plain ASCII, no greeting, no file needed. */
/** `origin`: the version since which the claim is violated; null if there is only one version. */
export function showMail(subject: Subject, parts: ShowParts, origin: Bisection | null): string {
  const { counterexample, invariant, paint } = parts;
  const { request } = counterexample;
  const { revision } = request;
  // A C source has no history here; bisect --git finds the commit.
  const isSource = (subject.scopes.fileFlags?.(request) ?? []).length > 0;
  const since = isSource ? null : origin;
  return [
    ...headOf(subject, since),
    ...paragraph(`This does not hold in ${revision} (${invariant.id}):`),
    '',
    ...paragraph(invariant.claim, '  '),
    '',
    ...(since === null ? [] : [...paragraph(blameText(since)), '']),
    ...shownOperations(subject, { ...parts, allSteps: false, paint: plain }, null),
    '',
    ...settingLines(subject, parts),
    '',
    ...reasonLines(subject, parts),
    ...premiseLines(invariant),
    ...paragraph(
      `tablewalk ${asciiText(counterexample.tool)}, on a bounded model of ${subject.story.modelled}.`,
      'Found with: ',
      '  ',
    ),
    ...reproduceLines(searchCommand(subject, parts), paint.self),
  ].join('\n');
}

function headOf({ revisions }: Subject, origin: Bisection | null): string[] {
  return revisions === undefined || origin === null ? [] : [...quotedLines(revisions, origin), ''];
}
