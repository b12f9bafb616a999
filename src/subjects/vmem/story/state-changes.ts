/** Changes between two states, briefly: tables, mappings, marks, tail, counters, missing mappings. */
import type { Range } from '../machine/description.ts';
import { formatRange } from '../machine/layouts.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { AddressRange, MemmapState, StepState, TableState } from '../trace/step-state.ts';

/** Phrases, in a fixed order; none if nothing changed that a story reports. */
export function changesBetween(before: StepState, after: StepState): string[] {
  return [
    ...signed('identity', identityOf(before), identityOf(after)),
    ...objectChanges('tables', linked(before.tables), linked(after.tables), tableText),
    ...objectChanges('memmap', linked(before.memmap), linked(after.memmap), memmapText),
    ...strayChanges(before, after),
    ...markChanges(before, after),
    ...valueChange('unused_pmd_start', before.tail ?? 'none', after.tail ?? 'none'),
    ...counterChanges(before, after),
    ...missingChanges(before, after),
  ];
}

function rangeOf({ start, end }: AddressRange): Range {
  return { start: Number(start), end: Number(end) };
}

function setOf(ranges: readonly AddressRange[]): RangeSet {
  const set = new RangeSet();
  for (const { start, end } of ranges.map(rangeOf)) set.add(start, end);
  return set;
}

function minus(from: RangeSet, taken: RangeSet): Range[] {
  const rest = from.clone();
  for (const { start, end } of taken.ranges()) rest.remove(start, end);
  return rest.ranges();
}

function listed(ranges: readonly Range[]): string {
  return ranges.map(formatRange).join(', ');
}

function linked<Part extends TableState | MemmapState>(parts: readonly Part[]): Part[] {
  return parts.filter(({ place, name }) => place === 'linked' && name !== 'root');
}

function identityOf({ tables }: StepState): RangeSet {
  const leaves = tables
    .filter(({ place }) => place === 'linked')
    .flatMap(({ entries }) => entries.filter(({ target }) => target === 'identity'));
  return setOf(leaves);
}

function memmapOf(state: StepState): RangeSet {
  return setOf(linked(state.memmap).map(({ range }) => range));
}

function signed(what: string, before: RangeSet, after: RangeSet): string[] {
  const parts = [
    ...minus(after, before).map((range) => `+${formatRange(range)}`),
    ...minus(before, after).map((range) => `-${formatRange(range)}`),
  ];
  return parts.length === 0 ? [] : [`${what} ${parts.join(' ')}`];
}

function tableText({ name, level }: TableState): string {
  return `${name} (${level})`;
}

function memmapText({ name, range }: MemmapState): string {
  return `${name} at ${range.start}`;
}

/** Up to this number, each is listed; otherwise they are counted. */
const namedMax = 4;

function objectChanges<Part extends { readonly name: string }>(
  what: string,
  before: readonly Part[],
  after: readonly Part[],
  text: (part: Part) => string,
): string[] {
  const missing = (from: readonly Part[], among: readonly Part[]): Part[] =>
    from.filter(({ name }) => !among.some((other) => other.name === name));
  const signed = [
    ['+', missing(after, before)] as const,
    ['-', missing(before, after)] as const,
  ].flatMap(([sign, parts]) => {
    if (parts.length <= namedMax) return parts.map((part) => `${sign}${text(part)}`);
    return [`${sign}${parts[0].name} ... ${parts[parts.length - 1].name} (${parts.length})`];
  });
  return signed.length === 0 ? [] : [`${what} ${signed.join(' ')}`];
}

/** Objects that became wrong: lost, or freed while an entry still points to them. */
function strayChanges(before: StepState, after: StepState): string[] {
  const lost = (state: StepState): string[] =>
    [...state.tables, ...state.memmap]
      .filter(({ place }) => place === 'lost')
      .map(({ name }) => name);
  const dangling = (state: StepState): string[] =>
    state.tables
      .filter(({ place }) => place === 'linked')
      .flatMap(({ entries }) => entries)
      .filter((entry) => entry.dangling)
      .map(({ target, start, end }) => `${target ?? ''} (${start}-${end})`);
  const fresh = (of: (state: StepState) => string[]): string[] => {
    const old = of(before);
    return of(after).filter((one) => !old.includes(one));
  };
  return [
    ...fresh(lost).map((name) => `${name} is lost`),
    ...fresh(dangling).map((place) => `an entry names the freed ${place}`),
  ];
}

/** 0xFD of mapped memory, by address; a removed object takes its marks with it. */
function markChanges(before: StepState, after: StepState): string[] {
  const known = new Map(before.memmap.map((part) => [part.name, part]));
  return linked(after.memmap).flatMap((part) => {
    const old = known.get(part.name);
    if (String(old?.marked ?? []) === String(part.marked)) return [];
    if (part.marked.length === 0) return [`no 0xFD in ${part.name}`];
    const { start } = rangeOf(part.range);
    const runs = part.marked.map(([offset, length]) => ({
      start: start + offset,
      end: start + offset + length,
    }));
    return [`0xFD in ${part.name}: ${listed(runs)}`];
  });
}

function valueChange(what: string, before: string | number, after: string | number): string[] {
  return before === after ? [] : [`${what} ${before} -> ${after}`];
}

function counterChanges(before: StepState, after: StepState): string[] {
  return (['pte', 'pmd', 'pud'] as const).flatMap((level) => {
    const count = after.counters[level];
    const real = after.recounted[level];
    const changed = valueChange(`${level} leaves counted`, before.counters[level], count);
    const wasWrong = before.counters[level] !== before.recounted[level];
    if (count === real || wasWrong) return changed;
    return [`${changed[0] ?? `${level} leaves counted ${count}`}, but there are ${real}`];
  });
}

/** Live memory that is not mapped; reported when it changes. */
function missingChanges(before: StepState, after: StepState): string[] {
  return (['identity', 'memmap'] as const).flatMap((area) => {
    const missing = (state: StepState): string => {
      const mapped = area === 'identity' ? identityOf(state) : memmapOf(state);
      return listed(minus(setOf(state.live[area]), mapped));
    };
    const now = missing(after);
    if (now === missing(before)) return [];
    return [now === '' ? `live ${area} is all mapped again` : `live ${area} NOT mapped: ${now}`];
  });
}
