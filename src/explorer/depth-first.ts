/** Exhaustive search along paths: the same states and verdicts as breadth-first, longer schedules. */
import { InputError } from '../errors.ts';
import { isReversible } from '../model/system.ts';
import { FrontierSearch } from './frontier-search.ts';
import type { SearchResult } from './outcome.ts';
import { PathSearch } from './path-search.ts';
import type { SearchRequest } from './search.ts';

export function depthFirst(request: SearchRequest): SearchResult {
  const { depthMax } = request.limits;
  if (depthMax !== Infinity) {
    // A state first reached at the bound would stay cut off if a shorter path to it is found later.
    throw new InputError(
      `limits.depthMax is ${depthMax}; depth-first search allows only Infinity: ` +
        'use breadth-first search, or a bounded system',
    );
  }
  // A system that cannot undo transitions is searched with a stack of whole states.
  return isReversible(request.system)
    ? new PathSearch(request, request.system).run()
    : new FrontierSearch(request, 'depth-first').run();
}
