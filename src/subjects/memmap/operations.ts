/**
 * The callers: the ranges that may be added or removed in a state, and how the kernel calls the
 * source for one.
 */
import type { CallStack } from '../../c/environment.ts';
import type { ReachedCode } from '../../c/reached-code.ts';
import { ProgramFault } from '../../c/run-program.ts';
import { stopIfDueNowAndThen } from '../../stop.ts';
import { MemmapOccasion } from './facts.ts';
import { addressOfPage, pageSize } from './geometry.ts';
import { type Layout, unitFirst } from './layout.ts';
import type { MemmapMachine } from './machine.ts';
import { type MemoryOrigin, origins } from './memory.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';
import type { Built } from './scope.ts';
import type { Call } from './source.ts';

export const rangeOperations = ['add', 'remove'] as const;

/** Adds or removes the memmap of consecutive units. */
export interface RangeOperation {
  readonly op: (typeof rangeOperations)[number];
  readonly first: number;
  readonly count: number;
  readonly altmap: boolean;
}

/** Plain data for files. */
export interface RangeRecord {
  readonly op: string;
  readonly section: number;
  /** The first sub-section and the count; absent for a whole section. */
  readonly part?: readonly [first: number, count: number] | undefined;
  readonly altmap?: true | undefined;
}

export function rangeRecord(
  built: Built,
  { op, first, count, altmap }: RangeOperation,
): RangeRecord {
  const { unitsPerSection } = built;
  return {
    op,
    section: built.sectionOf(first),
    ...(unitsPerSection > 1 && { part: [first % unitsPerSection, count] as const }),
    ...(altmap && { altmap: true as const }),
  };
}

/** Undefined if no such operation is in the scope. */
export function rangeOperation(built: Built, record: RangeRecord): RangeOperation | undefined {
  const { op, section, part, altmap } = record;
  const known = rangeOperations.find((one) => one === op);
  const at = built.scope.sections.indexOf(section);
  const { unitsPerSection } = built;
  const [first, count] = part ?? [0, unitsPerSection];
  if (known === undefined || at < 0 || count < 1 || first + count > unitsPerSection)
    return undefined;
  return { op: known, first: at * unitsPerSection + first, count, altmap: altmap === true };
}

export function rangeLabel(built: Built, { op, first, count, altmap }: RangeOperation): string {
  const { unitsPerSection } = built;
  const section = built.sectionOf(first);
  const from = first % unitsPerSection;
  const parts = count === 1 ? `sub-section ${from}` : `sub-sections ${from} to ${from + count - 1}`;
  const what = count === unitsPerSection ? `section ${section}` : `${parts} of section ${section}`;
  return `${op} ${what}${altmap ? ' with an altmap' : ''}`;
}

/** Every operation that some state of the scope allows. */
export function menuOf(built: Built): RangeOperation[] {
  const { unitsPerSection, unitCount } = built;
  const menu: RangeOperation[] = [];
  for (let first = 0; first < unitCount; first++) {
    const room = unitsPerSection - (first % unitsPerSection);
    for (let count = 1; count <= room; count++) {
      const mayAltmap = built.scope.altmap.includes(built.sectionOf(first));
      for (const altmap of mayAltmap ? [false, true] : [false]) {
        for (const op of rangeOperations) menu.push({ op, first, count, altmap });
      }
    }
  }
  return menu;
}

/** A live unit: the origin of its memmap, and whether it starts an added range. */
const byteOf = (origin: MemoryOrigin, isFirst: boolean): number =>
  1 + origins.indexOf(origin) + (isFirst ? unitFirst : 0);
const originOfUnit = (byte: number): number => (byte & (unitFirst - 1)) - 1;

export function isPossible(
  built: Built,
  layout: Layout,
  state: Uint8Array,
  { op, first, count, altmap }: RangeOperation,
): boolean {
  for (let unit = first; unit < first + count; unit++) {
    const byte = layout.unit(state, unit);
    if (op === 'add' ? byte !== 0 : byte === 0) return false;
    if (op === 'remove' && originOfUnit(byte) !== origins.indexOf(altmap ? 'altmap' : 'buddy')) {
      return false;
    }
  }
  return (
    op === 'add' || built.scope.callers === 'any' || isOneRange(built, layout, state, first, count)
  );
}

/** The range added by one call. */
function isOneRange(
  built: Built,
  layout: Layout,
  state: Uint8Array,
  first: number,
  count: number,
): boolean {
  const begins = (unit: number): boolean => (layout.unit(state, unit) & unitFirst) !== 0;
  if (!begins(first)) return false;
  for (let unit = first + 1; unit < first + count; unit++) if (begins(unit)) return false;
  const next = first + count;
  const isEnd = next % built.unitsPerSection === 0 || next >= built.unitCount;
  return isEnd || layout.unit(state, next) === 0 || begins(next);
}

/** Observes an operation; `facts` are those first seen in the step. */
export interface Observer {
  call?(call: Call): void;
  step?(request: MemmapRequest, answer: MemmapAnswer, facts: number, run: OperationRun): void;
  returned?(call: Call, result: number, facts: number, run: OperationRun): void;
  /** All facts of the operation, including those at its end. */
  done?(facts: number, run: OperationRun): void;
}

/** One operation in a state: calls of the source, then the use of the memmap by the kernel. */
export class OperationRun {
  private readonly built: Built;
  private readonly layout: Layout;
  private readonly units: Uint8Array;
  private readonly fails: () => boolean;
  private readonly observer: Observer;
  private readonly reached: ReachedCode | undefined;
  readonly machine: MemmapMachine;
  private readonly before: Uint8Array;
  readonly after: Uint8Array;

  constructor(
    built: Built,
    layout: Layout,
    state: Uint8Array,
    fails: () => boolean,
    observer: Observer = {},
    reached?: ReachedCode,
  ) {
    this.built = built;
    this.layout = layout;
    this.before = state;
    this.after = new Uint8Array(layout.length);
    this.fails = fails;
    this.observer = observer;
    this.reached = reached;
    this.machine = layout.decode(state);
    this.units = new Uint8Array(built.unitCount);
    for (let unit = 0; unit < built.unitCount; unit++) this.units[unit] = layout.unit(state, unit);
  }

  run(operation: RangeOperation): void {
    const { machine, built } = this;
    if (operation.op === 'remove') this.setLive(operation, false);
    const result =
      operation.op === 'add' ? this.add(operation) : this.call('vmemmap_free', operation);
    if (result !== null && operation.op === 'remove') machine.occasions |= MemmapOccasion.removed;
    if (!machine.hasEnded) this.layout.encode(machine, this.units, this.after);
    if (!machine.hasEnded) this.checkRest(built);
    if (!machine.hasEnded && operation.op === 'add' && result !== 0) this.checkUndone();
    this.observer.done?.(machine.facts, this);
  }

  /** The position at which the last call returned. */
  get returnStack(): CallStack | null {
    return this.built.source.lastReturn;
  }

  /** The state in the middle of the operation. */
  now(): Uint8Array {
    const state = new Uint8Array(this.layout.length);
    this.layout.encode(this.machine, this.units, state);
    return state;
  }

  /** Like sparse_add_section(): a range that cannot be populated is freed again. */
  private add(operation: RangeOperation): number | null {
    const { machine } = this;
    const result = this.call('vmemmap_populate', operation);
    if (result === null) return null;
    if (result !== 0) {
      machine.occasions |= MemmapOccasion.failed;
      return this.call('vmemmap_free', operation) === null ? null : result;
    }
    machine.occasions |= MemmapOccasion.added;
    const { start, end } = this.rangeOf(operation);
    for (let page = start; page < end; page++) {
      const mapped = machine.memory.translate(page);
      if (mapped === null)
        machine.see('falseSuccess', 'a call returned 0 and part of its range is not mapped');
      // The caller writes the struct pages.
      else mapped.frame.marked[mapped.page] = 0;
    }
    this.setLive(operation, true);
    return result;
  }

  private rangeOf({ first, count }: RangeOperation): { start: number; end: number } {
    const start = this.built.unitPage(first);
    return { start, end: start + count * this.built.unitPages };
  }

  private setLive(operation: RangeOperation, isLive: boolean): void {
    const { first, count, altmap } = operation;
    const { start, end } = this.rangeOf(operation);
    this.machine.live.fill(isLive ? 1 : 0, start, end);
    for (let unit = first; unit < first + count; unit++) {
      this.units[unit] = isLive ? byteOf(altmap ? 'altmap' : 'buddy', unit === first) : 0;
    }
    // The rest of a cut range starts a separate range.
    const next = first + count;
    const isCut = !isLive && next % this.built.unitsPerSection !== 0 && next < this.units.length;
    if (isCut && this.units[next] !== 0) this.units[next] |= unitFirst;
  }

  /** The result; null if the kernel crashed. */
  private call(name: Call['name'], { first, count, altmap }: RangeOperation): number | null {
    const { machine, built, observer } = this;
    const call = { name, altmap, ...built.rangeOf(first, count) };
    observer.call?.(call);
    const program = built.source.run(machine, built.scope.structPage, call, this.reached);
    try {
      let step = program.next();
      while (!step.done) {
        stopIfDueNowAndThen();
        const before = machine.facts;
        const answer = machine.execute(step.value, this.fails);
        observer.step?.(step.value, answer, machine.facts & ~before, this);
        if (machine.hasEnded) return null;
        step = program.next(answer);
      }
      const before = machine.facts;
      machine.returned();
      observer.returned?.(call, step.value, machine.facts & ~before, this);
      return machine.hasEnded ? null : step.value;
    } catch (error) {
      if (error instanceof ProgramFault && error.kind !== null && machine.hasEnded) return null;
      throw error;
    }
  }

  /** Checks that must hold whenever no call is running. */
  private checkRest({ geometry }: Built): void {
    const { machine } = this;
    for (let page = 0; page < geometry.pages; page++) {
      if (machine.live[page] === 1 && machine.memory.translate(page) === null) {
        machine.see('memmapLost', `the memmap at page ${page} of a live section is not mapped`);
      }
    }
    const keepsTop = this.built.architecture.keepsTopTables(this.built.scope.levels);
    for (const frame of machine.memory.all) {
      if (frame.isFreed || frame.link === null) continue;
      if (!frame.isTable) this.checkResidue(frame.va, frame.bytes);
      else if (
        frame.entries.size === 0 &&
        !(keepsTop && frame.link.table === machine.memory.root)
      ) {
        machine.see('tableEmpty', 'an empty table is left');
      }
    }
  }

  private checkResidue(va: number, bytes: number): void {
    const { machine } = this;
    const first = (va - addressOfPage(0)) / pageSize;
    if (va < 0 || machine.live.subarray(first, first + bytes / pageSize).includes(1)) return;
    machine.see('memmapResidue', 'memmap that no section uses is left');
  }

  private checkUndone(): void {
    const { layout, machine } = this;
    if (layout.leaves(this.before) === layout.leaves(this.after)) return;
    machine.see('failureNotUndone', 'the mapping is not what it was before the call that failed');
  }
}
