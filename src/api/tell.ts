/** Formats any result as text. */

import { isPlain, refuseGiven } from '../input/given.ts';
import { visibleText } from '../text/visible-text.ts';
import type { Judgement } from './judge.ts';
import type { KernelResult } from './results.ts';
import type {
  SystemCheckResult,
  SystemReplayResult,
  SystemSampleResult,
} from './system/results.ts';
import { systemText } from './system/text.ts';

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
