/** Commands that repeat a finding: a search of a scope, and work on a counterexample file. */

import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import { quotedPath } from '../text/shell.ts';

export function checkCommandLine(
  { scopes }: Subject,
  request: ScopeData,
  invariant: string,
): string {
  return ['tablewalk check', ...scopes.flagsHere(request), `--invariants ${invariant}`].join(' ');
}

/** `tablewalk show FILE`; for a C source, also with its path. */
export function fileCommandLine(
  { scopes }: Subject,
  name: 'show' | 'replay',
  request: ScopeData,
  file: string,
): string {
  const flags = scopes.fileFlags?.(request) ?? [];
  return [`tablewalk ${name} ${quotedPath(file)}`, ...flags].join(' ');
}
