/** Operations that cannot run at the same time, because they need the same range. */
import { overlaps } from '../machine/description.ts';
import type { Operation } from './scope.ts';

/**
 * A range has one owner at a time: the resource tree and the list of DCSS segments guarantee that.
 * Operations without conditions own nothing.
 */
export function conflicts(one: Operation, other: Operation): boolean {
  return one.requires.some((condition) =>
    other.requires.some(
      ({ area, range }) =>
        (area === 'identity') === (condition.area === 'identity') &&
        overlaps(range, condition.range),
    ),
  );
}
