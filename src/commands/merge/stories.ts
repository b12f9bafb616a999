/** How many counterexamples the jobs of a plan have found, and how many different stories they are. */
import { storyKey } from '../../counterexample/story-key.ts';
import type { PlannedKind } from '../../jobs/job.ts';
import type { Gathered } from '../../jobs/plan/answered.ts';
import type { Subject } from '../../subject/subject.ts';
import { plural } from '../../text/paragraph.ts';

export interface StoryCounts {
  readonly found: number;
  readonly stories: number;
}

export function countStories(
  subject: Subject,
  kinds: readonly PlannedKind<unknown, unknown>[],
  { plan, results }: Gathered,
): StoryCounts {
  const counts = new Map<string, number>();
  for (const { id, kind: name, job } of plan.jobs) {
    const kind = kinds.find((one) => one.name === name);
    const end = results.get(id)?.end;
    const sightings = end?.kind === 'answered' ? kind?.sightingsIn(end.answer, job) : [];
    for (const { claim, scope, transitions } of sightings ?? []) {
      if (transitions === null) continue;
      const { operations, turns } = subject.files.scheduleOf(scope, transitions);
      const key = storyKey(subject, {
        request: scope,
        invariant: claim,
        operations,
        turns: turns?.map(([thread, steps]) => [thread, steps]),
      });
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const found = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { found, stories: counts.size };
}

/** A report has the shortest of each claim. */
export function storiesText({ found, stories }: StoryCounts): string {
  const same = found - stories;
  const duplicates = same === 0 ? 'no duplicates' : plural(same, 'duplicate');
  return `${plural(found, 'counterexample')} in the results: ${plural(stories, 'story', 'stories')}, ${duplicates}`;
}
