/** The flags that request a scope in this run. */
import { quotedPath } from '../../../text/shell.ts';
import { filesOfText } from '../kernel/text-revisions.ts';
import { scopeFlags } from './resolve-scopes.ts';
import type { ScopeConfig } from './scope-config.ts';

/** A C source is named as in this run; one that was not read has only its base name. */
export function flagsHere(scope: ScopeConfig): string[] {
  const [revision, ...others] = scopeFlags(scope);
  const files = filesOfText(scope.revision);
  const [source, ...further] = files?.map(quotedPath) ?? [];
  const kernel =
    source === undefined
      ? [revision]
      : [`--source ${source}`, ...further.map((file) => `--with ${file}`)];
  return [...kernel, ...others];
}
