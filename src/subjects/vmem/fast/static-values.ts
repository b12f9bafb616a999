/** The values that a static variable of a C source can have, as one byte: addresses of pages, and small numbers. */

import { InputError } from '../../../errors.ts';
import { hex } from '../../../text/hex.ts';
import { pageBytes } from '../machine/geometry.ts';

/** Page numbers take the codes below this one; a tiny address space has no more pages. */
const firstSmall = 208;
const smallMax = 255 - firstSmall;

export function codeOfStatic(value: number): number {
  const page = value / pageBytes;
  if (Number.isInteger(page) && page >= 0 && page < firstSmall) return page;
  if (Number.isInteger(value) && value > 0 && value <= smallMax) return firstSmall + value;
  throw new InputError(
    `a static variable of the C source is set to ${value}; the search supports numbers up to ${smallMax} and addresses of pages below ${hex(firstSmall * pageBytes)}`,
  );
}

export function staticOfCode(code: number): number {
  return code < firstSmall ? code * pageBytes : code - firstSmall;
}
