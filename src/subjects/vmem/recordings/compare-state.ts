/** The state of the model in the form of a recorded one, and the first field in which the two differ. */
import { hex } from '../../../text/hex.ts';
import { Target } from '../machine/events.ts';
import { type Level, Level as Levels, levelNames } from '../machine/geometry.ts';
import type { ReferenceMachine } from '../plain/machine.ts';
import { identityEntry, noEntry, type TableObject } from '../plain/objects.ts';
import { counterNames, targetNames } from '../steps/event-words.ts';
import { type LeafRun, type MarkedBlock, type TraceState, tableLevels } from './trace-state.ts';

/** The first difference: its path, and both sides in the recording's own notation. */
export interface StateMismatch {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** Shown for a list that has already ended. */
const absent = '(nothing)';

export function compareStates(expected: TraceState, actual: TraceState): StateMismatch | null {
  return (
    compareNumbers('state.tables', tableLevels, expected.tables, actual.tables) ??
    compareNumbers('state.empty', tableLevels, expected.empty, actual.empty) ??
    compareLists('state.leaves', expected.leaves, actual.leaves, leafEquals, leafText) ??
    compareOne('state.unused', unusedText(expected.unused), unusedText(actual.unused)) ??
    compareLists('state.marks', expected.marks, actual.marks, markEquals, markText) ??
    compareNumbers('state.counts', counterNames, expected.counts, actual.counts) ??
    compareOne('state.blocks', expected.blocks, actual.blocks) ??
    compareOne('state.pages', expected.pages, actual.pages) ??
    compareOne('state.locked', expected.locked, actual.locked) ??
    compareAltmaps(expected.altmap, actual.altmap)
  );
}

/** A recording without an altmap has no altmap fields. */
function compareAltmaps(
  expected: TraceState['altmap'],
  actual: TraceState['altmap'],
): StateMismatch | null {
  if (expected === null) return null;
  return compareOne('state.altmap', JSON.stringify(expected), JSON.stringify(actual));
}

/** Compares two plain values. */
export function compareOne(
  field: string,
  expected: string | number | boolean | null,
  actual: string | number | boolean | null,
): StateMismatch | null {
  return expected === actual ? null : { field, expected: String(expected), actual: String(actual) };
}

function compareNumbers(
  path: string,
  names: readonly string[],
  expected: readonly number[],
  actual: readonly number[],
): StateMismatch | null {
  for (const [index, name] of names.entries()) {
    const difference = compareOne(`${path}.${name}`, expected[index], actual[index]);
    if (difference !== null) return difference;
  }
  return null;
}

function compareLists<T>(
  path: string,
  expected: readonly T[],
  actual: readonly T[],
  equals: (a: T, b: T) => boolean,
  text: (member: T) => string,
): StateMismatch | null {
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index++) {
    const inBoth = index < expected.length && index < actual.length;
    if (inBoth && equals(expected[index], actual[index])) continue;
    return {
      field: `${path}[${index}]`,
      expected: index < expected.length ? text(expected[index]) : absent,
      actual: index < actual.length ? text(actual[index]) : absent,
    };
  }
  return null;
}

function leafEquals(a: LeafRun, b: LeafRun): boolean {
  return a.va === b.va && a.count === b.count && a.level === b.level && a.target === b.target;
}

function leafText({ level, va, count, target }: LeafRun): string {
  return JSON.stringify([levelNames[level], hex(va), count, targetNames[target]]);
}

function markEquals(a: MarkedBlock, b: MarkedBlock): boolean {
  return (
    a.va === b.va &&
    a.bytes.length === b.bytes.length &&
    a.bytes.every((n, index) => n === b.bytes[index])
  );
}

function markText({ va, bytes }: MarkedBlock): string {
  const runs: number[][] = [];
  for (let at = 0; at < bytes.length; at += 2) runs.push([bytes[at], bytes[at + 1]]);
  return JSON.stringify([hex(va), runs]);
}

function unusedText(unused: number): string | null {
  return unused === 0 ? null : JSON.stringify(hex(unused));
}

export function machineState(machine: ReferenceMachine): TraceState {
  const walk = new StateWalk(machine);
  walk.table(machine.table(0), 0);
  return {
    tables: machine.liveTables.slice(0, Levels.pgd),
    empty: walk.empty,
    leaves: walk.leaves,
    unused: machine.tail,
    marks: walk.marks,
    counts: machine.counters,
    blocks: machine.liveBlocks,
    pages: machine.livePages,
    locked: machine.locked,
    altmap: [machine.altmap.allocated, machine.altmap.aligned],
  };
}

class StateWalk {
  readonly empty = [0, 0, 0, 0];
  readonly leaves: LeafRun[] = [];
  readonly marks: MarkedBlock[] = [];
  /** The run that the next leaf may extend, and the address that it would need. */
  private last: LeafRun | undefined;
  private lastEnd = -1;
  private readonly machine: ReferenceMachine;

  constructor(machine: ReferenceMachine) {
    this.machine = machine;
  }

  /** `start` is the address of the table's first entry. */
  table(table: TableObject, start: number): void {
    const { level, entries } = table;
    const span = this.machine.description.geometry.span[level];
    let left = table.used;
    if (left === 0 && table.id !== 0) this.empty[level]++;
    for (let slot = 0; left > 0; slot++) {
      const entry = entries[slot];
      if (entry === noEntry) continue;
      left--;
      const va = start + slot * span;
      if (entry === identityEntry) this.leaf(level, va, span, Target.identity);
      else this.object(entry, level, va, span);
    }
  }

  private object(handle: number, level: Level, va: number, span: number): void {
    const object = this.machine.objects[handle];
    if (object.kind === 'table') {
      // Nothing is visible below an entry that still points to a freed table.
      if (object.live) this.table(object, va);
      return;
    }
    this.leaf(level, va, span, Target[object.kind]);
    if (object.kind !== 'block' || !object.live || object.marked.isEmpty()) return;
    const ranges = object.marked.ranges();
    this.marks.push({ va, bytes: ranges.flatMap(({ start, end }) => [start, end - start]) });
  }

  private leaf(level: Level, va: number, span: number, target: Target): void {
    const { last } = this;
    if (va === this.lastEnd && last?.level === level && last.target === target) {
      last.count++;
    } else {
      this.last = { level, va, count: 1, target };
      this.leaves.push(this.last);
    }
    this.lastEnd = va + span;
  }
}
