/** A counterexample as the body of a reply to the patch that brought it. */
import { findKernel } from '../model/mutation/named-kernel.ts';
import { paragraph, plain } from './paragraph.ts';
import { operationLines } from './show-operations.ts';
import {
  reasonLines,
  reproduceLines,
  type ShowParts,
  searchCommand,
  settingLines,
} from './show-text.ts';
import { premiseLines } from './story.ts';

/** Since when these operations break the claim, as far as the revisions that we know can tell. */
export interface Origin {
  /** The first revision, in the history of the one of the file, from which on they always do. */
  readonly since: string;
  /** The revision before it, on which they do not; null if `since` is the oldest we know. */
  readonly before: string | null;
}

/** Quoted subject, claim, operations, reasons: 72 columns, plain ASCII, no greeting, no file needed. */
export function showMail(parts: ShowParts, origin: Origin): string {
  const { counterexample, invariant } = parts;
  const { revision } = counterexample.request;
  return [
    ...quoted(origin.since),
    '',
    ...paragraph(`This does not hold in ${revision} (${invariant.id}):`),
    '',
    ...paragraph(invariant.claim, '  '),
    '',
    ...paragraph(originText(origin)),
    '',
    ...operationLines({ ...parts, allSteps: false, paint: plain, hint: null }),
    '',
    ...settingLines(parts),
    '',
    ...reasonLines(parts),
    ...premiseLines(invariant),
    ...paragraph(
      `tablewalk ${counterexample.tool}, on a bounded model of vmem.c.`,
      'Found with: ',
      '  ',
    ),
    ...reproduceLines(searchCommand(parts)),
  ].join('\n');
}

/** The subject of a patch; of a release, where its text comes from and what it changed. */
function quoted(name: string): string[] {
  const revision = findKernel(name);
  const source = revision?.source ?? name;
  const isPatch = source.startsWith('[PATCH ');
  const text = isPatch ? source.replace(/, in \S+$/, '') : `${source}: ${revision?.changes ?? ''}`;
  return paragraph(text, '> ', '> ');
}

function originText({ since, before }: Origin): string {
  return before === null
    ? `The operations below break it in ${since} already, before the series.`
    : `The operations below break it since ${since}; with ${before} they do not.`;
}
