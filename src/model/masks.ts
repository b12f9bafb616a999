/**
 * Sets of facts as numbers. The bits of a set:
 *
 *     bits 0 to 30    facts 0 to 30, so that hot loops work on 32-bit integers
 *     bit 31          set if any bit above it is set: `facts & watched` is not 0 if both may share one
 *     bits 32 to 52   facts 31 to 51; a double holds integers of 53 bits exactly
 */

/** Number of facts whose bits are in the low half. */
const lowCount = 31;
const lowBits = 2 ** lowCount - 1;
const isWide = 2 ** 31;
const highUnit = 2 ** 32;
/** Maximum number of facts of a system. */
export const masksMax = lowCount + 21;

const high = (mask: number): number => Math.floor(mask / highUnit);

function joined(low: number, above: number): number {
  return above === 0 ? low : low + isWide + above * highUnit;
}

/** The set with one fact, given by its index. */
export function maskOf(index: number): number {
  return index < lowCount ? 2 ** index : joined(0, 2 ** (index - lowCount));
}

export function union(...masks: readonly number[]): number {
  let low = 0;
  let above = 0;
  for (const mask of masks) {
    low |= mask & lowBits;
    if (mask >= highUnit) above |= high(mask);
  }
  return joined(low, above);
}

/** True if some fact is in both sets. */
export function meet(one: number, other: number): boolean {
  if ((one & other & lowBits) !== 0) return true;
  return one >= highUnit && other >= highUnit && (high(one) & high(other)) !== 0;
}

export function common(one: number, other: number): number {
  const isBoth = one >= highUnit && other >= highUnit;
  return joined(one & other & lowBits, isBoth ? high(one) & high(other) : 0);
}

/** The facts in `one` that are not in `other`. */
export function maskWithout(one: number, other: number): number {
  const above = one >= highUnit ? high(one) & ~(other >= highUnit ? high(other) : 0) : 0;
  return joined(one & ~other & lowBits, above);
}

/** True if the set has at most one fact. */
export function isSingle(mask: number): boolean {
  const low = mask & lowBits;
  const above = mask >= highUnit ? high(mask) : 0;
  if (low !== 0 && above !== 0) return false;
  return (low & (low - 1)) === 0 && (above & (above - 1)) === 0;
}

/** A set for each fact of the set. */
export function singles(mask: number): number[] {
  const all = Array.from({ length: masksMax }, (_, index) => maskOf(index));
  return all.filter((fact) => meet(mask, fact));
}
