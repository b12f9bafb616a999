/** Explains the purpose of a step in a sentence, for a reader who does not know vmem.c. */
import type { PageDocument } from '../src/commands/show/page-document.ts';
import type { ExecutedStep } from '../src/subjects/vmem/trace/steps.ts';

/** `isLast`: the kernel crashed in it. */
export function wordsOf(
  { purpose, facts }: Pick<ExecutedStep, 'purpose' | 'facts'>,
  isLast: boolean,
  { crashWords }: Pick<PageDocument, 'crashWords'>,
): string {
  const crash = isLast ? facts.flatMap((fact) => crashWords[fact] ?? []) : [];
  return crash.length > 0 ? `${crash[0]} The story ends here.` : purpose;
}
