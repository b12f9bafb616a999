/**
 * Tests whether a running kernel reproduced a counterexample: compares its recording with the model
 * and the plan.
 */
import { readLines } from '../../../files/read-lines.ts';
import type { ReplayedStory } from '../../../subject/recording.ts';
import { plural } from '../../../text/paragraph.ts';
import { describeMismatch } from '../recordings/recordings.ts';
import { replayTrace } from '../recordings/replay.ts';
import type { SessionResult } from './session.ts';
import type { StoryOnMachine } from './story-on-machine.ts';

/**
 * The return value of each planned operation that ended, and why the guest ended. An operation `online` that violates
 * the claim touches a struct page without a mapping: the kernel must crash in it.
 */
export function judgeRecording(
  file: string,
  recording: string,
  story: StoryOnMachine,
  { answers, crash }: Pick<SessionResult, 'answers' | 'crash'>,
): ReplayedStory {
  const { invariant, brokenBy } = story;
  const about = { file, invariant, brokenBy, operations: story.operations.length };
  const replay = replayTrace(recording, readLines(recording));
  if (replay.kind === 'skipped') return { ...about, outcome: 'diverged', reason: replay.reason };
  if (replay.mismatch !== null) {
    return { ...about, outcome: 'diverged', reason: describeMismatch(replay.mismatch) };
  }
  const performed = answers.length;
  const mustCrash = brokenBy !== null && story.operations[brokenBy - 1].op === 'online';
  if (mustCrash && performed >= brokenBy) {
    const reason = `the kernel did not crash in operation ${brokenBy} (online), which returned ${answers[brokenBy - 1]}`;
    return { ...about, outcome: 'diverged', reason };
  }
  if (mustCrash && performed === brokenBy - 1 && !/Unable to handle kernel/.test(crash ?? '')) {
    const reason = `the guest did not fault in operation ${brokenBy} (online): ${crash}`;
    return { ...about, outcome: 'diverged', reason };
  }
  if (performed < (mustCrash ? brokenBy - 1 : story.operations.length)) {
    const reason = `the guest performed ${performed} of ${story.operations.length} operations`;
    return { ...about, outcome: 'diverged', reason };
  }
  const planned = story.operations.flatMap((operation) =>
    'contents' in operation ? operation.contents : [],
  ).length;
  const found = filledBlocks(recording);
  if (found !== planned) {
    const reason = `${planned} blocks were to hold 0xFD, and ${found} did`;
    return { ...about, outcome: 'diverged', reason };
  }
  if (brokenBy === null) {
    const { places, ways } = story.tried;
    const reason = `the model tried ${plural(ways, 'way')} to let it fail, at ${plural(places, 'first section')}; the simplest was performed`;
    return { ...about, outcome: 'impossible', reason };
  }
  return { ...about, outcome: 'happened', reason: null };
}

/** Blocks that were not zero when they were allocated. */
function filledBlocks(recording: string): number {
  let count = 0;
  for (const line of readLines(recording)) {
    const { contents = {} } = JSON.parse(line);
    count += Object.keys(contents).length;
  }
  return count;
}
