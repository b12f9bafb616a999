/** Exhaustive search level by level: every violation comes with a shortest schedule. */
import { FrontierSearch } from './frontier-search.ts';
import type { SearchResult } from './outcome.ts';
import type { SearchRequest } from './search.ts';

/**
 * A schedule has the fewest transitions possible. Among violating transitions at that depth it is the
 * one with the fewest steps on the path that the search took, then the first in order. With
 * `stopAtFirst` it is the first one found.
 */
export function breadthFirst(request: SearchRequest): SearchResult {
  return new FrontierSearch(request, 'breadth-first').run();
}
