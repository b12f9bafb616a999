/** The command that searches a scope for a violation of one claim. */

import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

export function checkCommandLine(
  { scopes }: Subject,
  request: ScopeData,
  invariant: string,
): string {
  return ['tablewalk check', ...scopes.flagsHere(request), `--invariants ${invariant}`].join(' ');
}
