/** The command that searches a scope for what breaks one claim. */

import { filesOfText } from '../../subjects/vmem/kernel/text-revisions.ts';
import { scopeFlags } from '../../subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import { quotedPath } from '../../text/shell.ts';

/** A C source is named as in this run; one that was not read has only its base name. */
export function checkCommand(request: ScopeConfig, invariant: string): string {
  const [revision, ...others] = scopeFlags(request);
  const files = filesOfText(request.revision);
  const [source, ...further] = files?.map(quotedPath) ?? [];
  const kernel =
    source === undefined
      ? [revision]
      : [`--source ${source}`, ...further.map((file) => `--with ${file}`)];
  return ['tablewalk check', ...kernel, ...others, `--invariants ${invariant}`].join(' ');
}
