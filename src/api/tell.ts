/** Formats any result as text; that of a defined system with the changes of each step. */

import { isPlain, refuseGiven } from '../input/given.ts';
import { isNoDeadlock } from '../subjects/defined/model.ts';
import { actionLines } from '../subjects/defined/story.ts';
import { paragraph, plural } from '../text/paragraph.ts';
import { limitText } from '../text/stop-text.ts';
import { visibleText } from '../text/visible-text.ts';
import type { Judgement } from './judge.ts';
import type { KernelResult } from './results.ts';
import type {
  SystemCheckResult,
  SystemReplayResult,
  SystemSampleResult,
  SystemViolation,
} from './system/results.ts';

/** Results accepted by {@link tell}. */
export type AnyResult<State = unknown> =
  | KernelResult
  | Judgement
  | SystemCheckResult<State>
  | SystemSampleResult<State>
  | SystemReplayResult<State>;

/** A result in lines of at most 72 columns: the verdict, and each violation, step by step. */
export function tell<State>(result: AnyResult<State>): string {
  if (!isPlain(result) || !('verdict' in result)) {
    refuseGiven('the result', result, 'a result of check, sample, judge, checkSystem and the like');
  }
  return visibleText('text' in result ? result.text : systemText(result));
}

/** Results accepted by {@link systemText}. */
export type SystemResult<State> =
  | SystemCheckResult<State>
  | SystemSampleResult<State>
  | SystemReplayResult<State>;

/** Formats a result in lines of at most 72 columns: the verdict, then each violation step by step. */
export function systemText<State>(result: SystemResult<State>): string {
  const violations = result.violations.flatMap((violation) => [
    '',
    ...systemViolationText(violation),
  ]);
  return [
    ...paragraph(`${result.verdict}: ${covered(result)}`),
    ...systemGoalLines(result),
    ...violations,
  ].join('\n');
}

function covered<State>(result: SystemResult<State>): string {
  if ('left' in result) {
    const followed = plural(result.states.length - 1, 'action');
    const { left } = result;
    return left === null ? `${followed} replayed` : `${followed} replayed, then ${left.reason}`;
  }
  const { stop, depth } = result;
  const walked = 'seed' in result;
  const seen = walked
    ? `${plural(result.runs, 'walk')}, ${plural(result.transitions, 'transition')}, depth ${depth}, seed ${result.seed}`
    : `${plural(result.states, 'state')}, ${plural(result.transitions, 'transition')}, depth ${depth}`;
  const reservation = result.verdict === 'undecided' ? '; this proves nothing about the rest' : '';
  return `${seen}${stop === null ? '' : `, stopped by ${limitText(stop)}`}${reservation}`;
}

function systemGoalLines<State>(result: SystemResult<State>): string[] {
  if ('left' in result) return [];
  return result.goals
    .filter(({ verdict }) => verdict === 'not-reached')
    .flatMap(({ goal }) => paragraph(`${goal.id}: ${goal.claim}`, 'never reached: ', '  '));
}

/** The claim, then each action with the fields that it changed. */
function systemViolationText<State>({
  invariant,
  schedule,
  states,
}: SystemViolation<State>): string[] {
  return [
    ...paragraph(`${invariant.id} is violated`),
    ...paragraph(invariant.claim),
    '',
    ...actionLines({ schedule, states, isStuck: isNoDeadlock(invariant) }),
  ];
}
