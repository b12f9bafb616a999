/** When two counterexamples are the same story, though their files differ. */
import type { Subject } from '../subject/subject.ts';
import type { Counterexample } from './counterexample.ts';

/**
 * Equal for files whose replay is the same from the first step to the last: the same revision on
 * the same machine does the same operations, and the same claim breaks. What a search could have
 * tried besides (other sections, more failures) is no part of it, nor are texts for readers.
 */
export function storyKey({ files }: Subject, counterexample: Counterexample): string {
  const { invariant, turns = [] } = counterexample;
  return JSON.stringify([files.storyOf(counterexample), invariant, turns]);
}
