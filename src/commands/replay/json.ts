/** The outcome of a replay as JSON. */
import { stoppedFields } from '../../text/stopped-files.ts';
import type { ReplayRun } from './result.ts';

export function replayJson({ results, unreadable, stopped }: ReplayRun): unknown {
  return { schema: 'tablewalk/replay/1', results, unreadable, ...stoppedFields(stopped) };
}
