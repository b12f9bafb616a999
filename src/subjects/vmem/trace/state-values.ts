/** Values of a state as plain data: addresses as hexadecimal text, runs as offsets and lengths. */
import { hex } from '../../../text/hex.ts';
import type { Range } from '../machine/description.ts';
import type { RangeSet } from '../machine/range-set.ts';
import type { AddressRange } from './step-state.ts';

export function asAddresses({ start, end }: Range): AddressRange {
  return { start: hex(start), end: hex(end) };
}

export function rangesOf(set: RangeSet): AddressRange[] {
  return set.ranges().map(asAddresses);
}

export function runsOf(marked: RangeSet): [number, number][] {
  return marked.ranges().map(({ start, end }) => [start, end - start]);
}
