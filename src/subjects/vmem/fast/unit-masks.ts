/** Units of a scope as bits: which a range touches, and how much of it they cover. */
import { overlaps, type Range } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';

/** Units that a mask has room for. */
export const unitsMax = 31;

/** The units that a range touches, a bit each. */
export function unitsIn(units: readonly Range[], range: Range): number {
  let mask = 0;
  for (const [index, unit] of units.entries()) if (overlaps(unit, range)) mask |= 1 << index;
  return mask;
}

/** The units of which a range consists; 0 if it cuts one, or if there are too many. */
export function unitsOf(units: readonly Range[], range: Range): number {
  const whole = units.filter(({ start, end }) => start >= range.start && end <= range.end);
  const isWhole = coveredBytes(whole, range) === range.end - range.start;
  return isWhole && units.length <= unitsMax ? unitsIn(units, range) : 0;
}

/** Bytes of a range that have an owner; units do not overlap. */
export function coveredBytes(units: readonly Range[], range: Range): number {
  let covered = 0;
  for (const unit of units) {
    const common = Math.min(unit.end, range.end) - Math.max(unit.start, range.start);
    if (common >= pageBytes) covered += common;
  }
  return covered;
}
