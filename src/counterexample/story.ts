/** A counterexample as a story: what happened, step by step, and why it matters. */

import type { Invariant } from '../invariants/invariant.ts';
import { Stopped, withGrace } from '../stop.ts';
import type { ExecutedPart } from '../subject/execution.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Setting } from '../subject/story.ts';
import type { Subject } from '../subject/subject.ts';
import { commandLines, type Paint, paragraph, plain, table } from '../text/paragraph.ts';
import { quotedPath } from '../text/shell.ts';
import { checkCommandLine, fileCommandLine } from './check-command.ts';
import type { Counterexample } from './counterexample.ts';

/** Checks for a stop in one story, about a second of steps, before a Ctrl-C or a time limit ends it. */
const storyChecks = 20_000;

export interface StoryParts {
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  /** The path of the counterexample; null if it was not written. */
  readonly file: string | null;
  readonly paint?: Paint;
}

/** The whole self-contained story: header, operations, reasons, and how to repeat it. */
export function storyText(subject: Subject, parts: StoryParts): string {
  const { counterexample, invariant } = parts;
  return [
    ...headLines(parts),
    '',
    ...table(settingsOf(subject, counterexample.request), ''),
    '',
    ...storyOperations(subject, parts),
    '',
    ...reasonLines(subject, parts),
    ...premiseLines(invariant),
    ...reproducedBy(subject, parts),
  ].join('\n');
}

/** The story within a report that has already named contract and assumptions. */
export function briefStoryText(subject: Subject, parts: StoryParts): string {
  const { invariant, counterexample } = parts;
  return [
    ...headLines(parts),
    ...machineLines(subject, counterexample.request),
    '',
    ...storyOperations(subject, parts),
    '',
    ...mattersLines(invariant),
    ...premiseLines(invariant),
    ...reproducedBy(subject, parts),
  ].join('\n');
}

function machineLines({ scopes }: Subject, request: ScopeData): string[] {
  const { machine } = scopes.describe(request);
  return machine === '' ? [] : paragraph(machine, 'On ', '   ');
}

/** Rows of a table: the callers, the machine, and what the callers work on. */
export function settingsOf({ scopes }: Subject, request: ScopeData): Setting[] {
  const { contract, machine, world } = scopes.describe(request);
  const rows: Setting[] = [
    ['Contract', contract],
    ['Machine', machine],
    ['World', world],
  ];
  return rows.filter(([, text]) => text !== '');
}

export function headLines({
  counterexample,
  invariant,
  paint = plain,
}: Pick<StoryParts, 'counterexample' | 'invariant' | 'paint'>): string[] {
  const { revision } = counterexample.request;
  return [
    ...paragraph(`${revision} violates ${invariant.id}`).map(paint.bad),
    ...paragraph(invariant.claim),
  ];
}

function storyOperations(
  subject: Subject,
  { counterexample, invariant, file, paint = plain }: StoryParts,
): readonly string[] {
  const hint = file === null ? null : 'tablewalk show --all-steps shows all';
  const story = { counterexample, invariant, allSteps: false, hint, paint };
  // Even after Ctrl-C: it was executed before, and a result without its story is useless.
  try {
    return withGrace(storyChecks, () => subject.story.operationLines(story));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const rest = file === null ? '' : `: tablewalk show ${quotedPath(file)} prints its steps`;
    return paragraph(`stopped before the story was written${rest}`);
  }
}

export function reasonLines(
  { scopes }: Subject,
  { counterexample: { request }, invariant }: Pick<StoryParts, 'counterexample' | 'invariant'>,
): string[] {
  const { assumptions } = scopes.describe(request);
  return [
    ...mattersLines(invariant),
    ...(invariant.source === undefined
      ? []
      : paragraph(`${invariant.source}.`, 'Promised by: ', '  ')),
    ...paragraph(`${assumptions.join('; ')}.`, 'Assumptions: ', '  '),
  ];
}

/** Optional for user-defined claims. */
function mattersLines({ matters }: Invariant): string[] {
  return matters === '' ? [] : paragraph(matters, 'Why it matters: ', '  ');
}

export function premiseLines({ premise }: Invariant): string[] {
  return premise === undefined
    ? []
    : paragraph(`this is a strict reading; ${premise}.`, 'Premise: ', '  ');
}

/** The command for a violation that no search can find again uses its file. */
function reproducedBy(
  subject: Subject,
  { file, counterexample, invariant, paint = plain }: StoryParts,
): string[] {
  const { self } = paint;
  const { request } = counterexample;
  const command = checkCommandLine(subject, request, invariant.id);
  const search = subject.story.canBeSearched(request) ? commandLines(command, self) : [];
  const again = fileCommandLine(subject, 'replay', request, file ?? '');
  const replay = file === null ? [] : ['Reproduce:', ...commandLines(again, self)];
  if (search.length === 0) return replay;
  return [...replay, file === null ? 'Reproduce:' : 'Reproduce with:', ...search];
}

type LabelledPart = Pick<ExecutedPart, 'label' | 'scheduled' | 'thread'>;

/** The counterexample in one line, for lists and for the file itself. `name`: of the executed code. */
export function lineOf(
  subject: Subject,
  { revision }: Pick<ScopeData, 'revision'>,
  invariantId: string,
  parts: readonly LabelledPart[],
): string {
  return `${revision} violates ${invariantId}: ${operationsLine(subject, parts)}`;
}

/** Operations in one line, each with its nondeterministic choices. */
export function operationsLine({ story }: Subject, parts: readonly LabelledPart[]): string {
  return parts.map((part) => `${threadText(part)}${story.operationText(part)}`).join('; ');
}

function threadText({ thread }: Pick<ExecutedPart, 'thread'>): string {
  return thread === undefined ? '' : `thread ${thread}: `;
}
