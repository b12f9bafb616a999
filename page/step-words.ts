/** Explains the purpose of a step in a sentence, for readers who are new to vmem.c. */
import type { PageDocument, Step } from './page-document.ts';

/** `isLast`: the kernel crashed in this step. */
export function wordsOf(
  { index, facts }: Pick<Step, 'index' | 'facts'>,
  isLast: boolean,
  { crashWords, purposes }: Pick<PageDocument, 'crashWords' | 'purposes'>,
): string {
  const crash = isLast ? facts.flatMap((fact) => crashWords[fact] ?? []) : [];
  if (crash.length > 0) return `${crash[0]} The story ends here.`;
  return purposes.sentences[purposes.of[index]];
}
