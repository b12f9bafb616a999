/** A counterexample as the body of a reply to the patch that introduced it. */

import { premiseLines, reasonLines } from '../../counterexample/story.ts';
import type { Subject } from '../../subject/subject.ts';
import { paragraph, plain } from '../../text/paragraph.ts';
import { asciiText } from '../../text/visible-text.ts';
import type { Bisection } from '../bisect/result.ts';
import { blameText, quotedLines } from '../bisect/text.ts';
import {
  reproduceLines,
  type ShowParts,
  searchCommand,
  settingLines,
  shownOperations,
} from './text.ts';

/** Quoted subject, claim, operations, reasons: 72 columns, plain ASCII, no greeting, no file needed. */
/** `origin`: the version since which the claim is broken; null if there is only one version. */
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
