/** The state of the reference machine in the form of a recorded one. */

import { Target } from '../machine/events.ts';
import { type Level, Level as Levels } from '../machine/geometry.ts';
import type { ReferenceMachine } from '../plain/machine.ts';
import { identityEntry, noEntry, type TableObject } from '../plain/objects.ts';
import type { LeafRun, MarkedBlock, TraceState } from './trace-state.ts';

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
