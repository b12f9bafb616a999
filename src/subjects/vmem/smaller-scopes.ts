/** Ways to make a scope smaller, one at a time, each by a flag. */
import { InputError } from '../../errors.ts';
import type { SmallerScope } from '../../subject/scopes.ts';
import { buildScope } from './build-scope.ts';
import { type FieldName, ofEachField, type ScopeConfig } from './scope/dimensions.ts';
import { checkScope } from './scope/scope-rules.ts';

interface SmallerConfig extends SmallerScope {
  readonly scope: ScopeConfig;
}

/** Tried first, because they multiply states most. */
const first: readonly FieldName[] = ['failAllocs', 'fresh'];

/** The variants that are valid scopes. */
export function smallerScopes(scope: ScopeConfig): SmallerConfig[] {
  const rank = ({ name }: { name: FieldName }): number => (first.includes(name) ? 0 : 1);
  return ofEachField(scope, (row, value, name) =>
    row.smaller?.(value).map((smaller) => ({
      name,
      flag: row.toFlag(smaller),
      scope: { ...scope, [name]: smaller },
    })),
  )
    .flat()
    .sort((one, other) => rank(one) - rank(other))
    .map(({ flag, scope: smaller }) => ({ flag, scope: smaller }))
    .filter(isScope);
}

function isScope({ scope }: SmallerConfig): boolean {
  try {
    checkScope(scope);
    buildScope(scope);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
