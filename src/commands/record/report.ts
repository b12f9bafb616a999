/** A recording as text and as JSON. */

import type { RecordResult, ReplayedStory } from '../../subject/recording.ts';
import type { Subject } from '../../subject/subject.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { visibleLine } from '../../text/visible-text.ts';

const levels = {
  writes: 'every write, and the tables after each call',
  states: 'calls, allocations and the tables after each call, no single writes',
} as const;

export function recordText({ story }: Subject, result: RecordResult, paint: Paint): string {
  const { file, kernel, revision, evidence, machine, performed, planned, crash, unfinished } =
    result;
  const lines = [
    `${file}: ${plural(result.operations, 'call')} of ${story.modelled}, ${plural(result.events, 'event')}`,
  ];
  const plan =
    performed === null
      ? ''
      : `; ${performed} of ${plural(planned ?? 0, 'planned operation')} performed`;
  lines.push(
    ...paragraph(
      `Linux ${kernel}, compared as ${revision}; evidence: ${levels[evidence]}${plan}`,
      '  ',
    ),
  );
  for (const remark of machine.remarks) lines.push(...paragraph(remark, '  '));
  if (crash !== null) lines.push(...paragraph(`the guest crashed: ${crash}`, '  '));
  if (unfinished !== null) {
    lines.push(...paragraph(`the recording ends before ${unfinished}, which did not return`, '  '));
  }
  if (result.replayed !== undefined) lines.push(...replayedLines(result.replayed, paint));
  const whole = crash === null && unfinished === null;
  lines.push(whole ? paint.good('RECORDED') : paint.unsure('RECORDED up to the end of the guest'));
  return lines.map(visibleLine).join('\n');
}

function replayedLines(story: ReplayedStory, paint: Paint): string[] {
  const { file, invariant, brokenBy, operations, outcome, reason } = story;
  const heads = {
    happened: paint.good('HAPPENED'),
    impossible: paint.unsure('DOES NOT HAPPEN HERE'),
    diverged: paint.bad('DIVERGED'),
  };
  const ends = {
    happened: `the running kernel behaved as in the story: it violates ${invariant} in operation ${brokenBy} of ${operations}`,
    impossible: `the running kernel behaved as in the model, and with this machine's struct page and leaves ${invariant} holds: ${reason}`,
    diverged: 'the running kernel behaved differently',
  };
  return [
    ...paragraph(`${heads[outcome]}: ${file}: ${ends[outcome]}`, '  '),
    ...(reason === null || outcome === 'impossible'
      ? []
      : reason.split('\n').map((line) => `  ${line}`)),
  ];
}

export function recordJson({ machine, ...result }: RecordResult): unknown {
  const { file, kernel, revision, evidence, ...rest } = result;
  return {
    schema: 'tablewalk/record/1',
    ...{ file, kernel, revision, evidence },
    ...machine.fields,
    ...rest,
  };
}
