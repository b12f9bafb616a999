/** Facts of a state at rest, and a test whether a failed call left it unchanged. */
import { Fact } from '../../../invariants/facts.ts';
import { type MachineDescription, type Range, reachesReserved } from '../machine/description.ts';
import { alignDown, isAligned, Level, pageBytes } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { Ghost } from './ghost.ts';
import type { ReferenceMachine } from './machine.ts';
import { marksOf, type Survey, treeText } from './survey.ts';

/** The PMD range that holds an address. */
export function pmdOf(machine: MachineDescription, address: number): Range {
  const bytes = machine.geometry.span[Level.pmd];
  const start = alignDown(address, bytes);
  return { start, end: start + bytes };
}

/** The facts of the state itself, independent of the call that led to it. */
export function restFacts(machine: ReferenceMachine, ghost: Ghost, survey: Survey): number {
  const { description } = machine;
  const { memmap } = ghost.live;
  const isEmpty = survey.tables.some(
    (found) => found.table.used === 0 && !reachesReserved(description, found),
  );
  const isResidue = survey.memmap.some(({ start }) => {
    const pmd = pmdOf(description, start);
    return !memmap.intersects(pmd.start, pmd.end);
  });
  const counted = machine.counters.every((count, level) => count === survey.identityLeaves[level]);
  return (
    when(survey.unreachableTables > 0, Fact.tableUnreachable) |
    when(survey.unreachableMemmap > 0, Fact.memmapUnreachable) |
    when(isEmpty, Fact.tableEmpty) |
    when(isResidue, Fact.memmapResidue) |
    when(
      !coversAll(survey.memmapMapped, memmap) || liesInGoneMemory(description, ghost, survey),
      Fact.memmapLost,
    ) |
    when(!coversAll(survey.identityMapped, ghost.live.identity), Fact.identityLost) |
    when(!coversAll(wholePages(ghost.live.identity), survey.identityMapped), Fact.identityResidue) |
    when(survey.danglingCount > 0, Fact.danglingEntry) |
    when(isTailInvalid(machine, ghost, survey), Fact.tailInvalid) |
    when(!counted, Fact.counterWrong)
  );
}

/** Live memmap from an altmap whose block, and so its memory, was removed. */
function liesInGoneMemory(
  { altmaps = [] }: MachineDescription,
  { live }: Ghost,
  { memmap }: Survey,
): boolean {
  return memmap.some(({ object, start, end }) => {
    const block = object.fromAltmap ? altmaps[object.altmap]?.identity : undefined;
    const isGone = block !== undefined && !live.identity.intersects(block.start, block.end);
    return isGone && live.memmap.intersects(start, end);
  });
}

export function when(holds: boolean, bits: number): number {
  return holds ? bits : 0;
}

/** The pages with some byte in the set: a page can only be mapped as a whole. */
function wholePages(set: RangeSet): RangeSet {
  const pages = new RangeSet();
  for (const { start, end } of set.ranges()) {
    pages.add(alignDown(start, pageBytes), alignDown(end + pageBytes - 1, pageBytes));
  }
  return pages;
}

function coversAll(outer: RangeSet, inner: RangeSet): boolean {
  return inner.ranges().every(({ start, end }) => outer.covers(start, end));
}

function isTailInvalid(machine: ReferenceMachine, ghost: Ghost, survey: Survey): boolean {
  const { tail, description } = machine;
  if (tail === 0) return false;
  const { end } = pmdOf(description, tail);
  return (
    isAligned(tail, description.geometry.span[Level.pmd]) ||
    !survey.memmapMapped.covers(tail, end) ||
    ghost.live.memmap.intersects(tail, end)
  );
}

/** Everything that a failed call must leave unchanged; content other than 0xFD is ignored. */
export interface Image {
  readonly tree: string;
  readonly marks: RangeSet;
  readonly counters: readonly number[];
  readonly tail: number;
  readonly unreachable: number;
}

export function imageOf(machine: ReferenceMachine, survey: Survey): Image {
  return {
    tree: treeText(survey),
    marks: marksOf(survey),
    counters: [...machine.counters],
    tail: machine.tail,
    unreachable: survey.unreachableTables + survey.unreachableMemmap,
  };
}

/** Also counts as undone: the remembered tail was turned into marks, as could happen at any time. */
export function isUndone(machine: MachineDescription, before: Image, after: Image): boolean {
  if (isSame(before, after)) return true;
  if (before.tail === 0) return false;
  const marks = before.marks.clone();
  marks.add(before.tail, pmdOf(machine, before.tail).end);
  return isSame({ ...before, marks, tail: 0 }, after);
}

function isSame(a: Image, b: Image): boolean {
  return (
    a.tree === b.tree &&
    a.tail === b.tail &&
    a.unreachable === b.unreachable &&
    a.counters.every((count, level) => count === b.counters[level]) &&
    a.marks.equals(b.marks)
  );
}
