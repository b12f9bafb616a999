/** Decides whether two counterexamples are the same story, although their files differ. */
import type { Subject } from '../subject/subject.ts';
import type { Counterexample } from './counterexample.ts';

/**
 * Equal for files with the same replay from the first step to the last: the same revision on the same
 * machine executes the same operations, and the same claim breaks. Options of the search (other
 * sections, more failures) and texts for readers are not part of it.
 */
export function storyKey(
  { files }: Subject,
  counterexample: Pick<Counterexample, 'request' | 'operations' | 'invariant' | 'turns'>,
): string {
  const { invariant, turns = [] } = counterexample;
  return JSON.stringify([files.storyOf(counterexample), invariant, turns]);
}
