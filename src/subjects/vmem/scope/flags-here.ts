/** The flags that request a scope in this run. */
import { quotedPath } from '../../../text/shell.ts';
import { filesOfText, isTextName } from '../kernel/text-revisions.ts';
import { scopeFlags } from './resolve-scopes.ts';
import type { ScopeConfig } from './scope-config.ts';

/** A C source has its name in this run; one that was not read has only its base name. */
export function flagsHere(scope: ScopeConfig): string[] {
  const [, ...others] = scopeFlags(scope);
  return [...kernelFlags(scope), ...others];
}

/** A counterexample of one of our revisions needs no flags. */
export function fileFlags(scope: ScopeConfig): string[] {
  return isTextName(scope.revision) ? kernelFlags(scope) : [];
}

function kernelFlags(scope: ScopeConfig): string[] {
  const [source, ...further] = filesOfText(scope.revision)?.map(quotedPath) ?? [];
  if (source === undefined) return scopeFlags(scope).slice(0, 1);
  return [`--source ${source}`, ...further.map((file) => `--with ${file}`)];
}
