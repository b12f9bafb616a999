/** A counterexample as the body of a reply to the patch that introduced it. */

import { premiseLines } from '../../subjects/vmem/story/story.ts';
import { paragraph, plain } from '../../text/paragraph.ts';
import { asciiText } from '../../text/visible-text.ts';
import type { Bisection } from '../bisect/result.ts';
import { blameText, quotedLines } from '../bisect/text.ts';
import { operationLines } from './operations.ts';
import {
  reasonLines,
  reproduceLines,
  type ShowParts,
  searchCommand,
  settingLines,
} from './text.ts';

/**
 * Quoted subject, claim, operations, reasons: 72 columns, plain ASCII, no greeting, independent of any file.
 */
export function showMail(parts: ShowParts, origin: Bisection): string {
  const { counterexample, invariant, paint = plain } = parts;
  const { revision } = counterexample.request;
  return [
    ...quotedLines(origin),
    '',
    ...paragraph(`This does not hold in ${revision} (${invariant.id}):`),
    '',
    ...paragraph(invariant.claim, '  '),
    '',
    ...paragraph(blameText(origin)),
    '',
    ...operationLines({ ...parts, allSteps: false, paint: plain, hint: null }),
    '',
    ...settingLines(parts),
    '',
    ...reasonLines(parts),
    ...premiseLines(invariant),
    ...paragraph(
      `tablewalk ${asciiText(counterexample.tool)}, on a bounded model of vmem.c.`,
      'Found with: ',
      '  ',
    ),
    ...reproduceLines(searchCommand(parts), paint.self),
  ].join('\n');
}
