/** Exhaustive search level by level: every violation comes with a shortest schedule. */
import { FrontierSearch } from './frontier-search.ts';
import type { SearchResult } from './outcome.ts';
import type { SearchRequest } from './search.ts';

/**
 * A schedule has the fewest transitions possible; among violating transitions at that depth, the one with
 * the fewest steps on the search's own path to it wins, then the first in order. With `stopAtFirst` the
 * first one found at that depth is reported.
 */
export function breadthFirst(request: SearchRequest): SearchResult {
  return new FrontierSearch(request, 'breadth-first').run();
}
