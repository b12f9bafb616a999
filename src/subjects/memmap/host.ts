/**
 * One run of a C source on a machine: translates operations on entries, pages and memory into steps.
 */
import { CFault, Fault, type Steps } from '../../c/environment.ts';
import { isInteger } from '../../c/integers.ts';
import { describeValue, type Value } from '../../c/values.ts';
import { hex } from '../../text/hex.ts';
import type { MemmapFactName } from './facts.ts';
import { indexOf, levelWords, PageLevel, pageSize } from './geometry.ts';
import type { MemmapMachine } from './machine.ts';
import type { MemoryOrigin, PageFrame } from './memory.ts';
import type { MemmapAnswer, MemmapRequest, StepOfMemmap } from './request.ts';
import { KernelObject, PagePointer, PointerToEntry } from './values.ts';

export type MemmapSteps = Steps<MemmapRequest, MemmapAnswer>;

/** A program fault that a claim judges. */
function wrong(fact: MemmapFactName, problem: string): Fault {
  return new Fault(problem, fact);
}

export class MemmapHost {
  readonly machine: MemmapMachine;
  readonly structPage: number;
  /**
   * The target of the last entry that was read for a memory address, because `vmem_altmap_free()`
   * gets no address.
   */
  private lastMemory = 0;

  /** `structPage`: sizeof(struct page). */
  constructor(machine: MemmapMachine, structPage: number) {
    this.machine = machine;
    this.structPage = structPage;
  }

  number(value: Value): number {
    if (isInteger(value)) return Number(value);
    if (value instanceof PagePointer) return value.address;
    if (value instanceof PointerToEntry) return value.table.address;
    throw new Fault(`${describeValue(value)} has no number here`);
  }

  pointer(value: Value): PointerToEntry {
    if (value instanceof PointerToEntry) return value;
    if (value === 0) throw new Fault('a null pointer is used as an entry', CFault.undefined);
    throw new Fault(`${describeValue(value)} is not a pointer to an entry`);
  }

  load(value: Value): number {
    const answer = this.machine.read(this.pointer(value));
    if (typeof answer === 'number') return answer;
    throw wrong(answer.fact, answer.problem);
  }

  isFolded(level: PageLevel): boolean {
    return level > this.machine.geometry.root;
  }

  isPresent(level: PageLevel, value: Value): boolean {
    return this.isFolded(level) || this.machine.format.isPresent(level, this.number(value));
  }

  isLeaf(level: PageLevel, value: Value): boolean {
    if (this.isFolded(level) || !this.isPresent(level, value)) return false;
    return this.machine.format.isLeaf(level, this.number(value));
  }

  rootEntry(address: Value): PointerToEntry {
    const { geometry } = this.machine;
    const index = indexOf(geometry, geometry.root, this.number(address));
    return new PointerToEntry(this.machine.memory.root, PageLevel.pgd, index);
  }

  /** The first entry of the table that an entry of `level` points to. */
  tableIn(level: PageLevel, value: Value): PointerToEntry {
    const name = levelWords[level];
    const entry = this.number(value);
    const follow = (what: string): Fault =>
      wrong('walkedIntoNoTable', `${what} is followed as if it named a table`);
    if (!this.isPresent(level, value)) throw follow(`an empty ${name}`);
    if (this.isLeaf(level, value)) throw follow(`a ${name} that maps memory`);
    const frame = this.machine.memory.at(this.machine.format.addressOf(entry));
    if (frame === undefined || !(frame.isTable || frame.isCleared)) {
      throw follow(`a ${name} with the value ${hex(entry)}`);
    }
    return this.firstEntry(frame, (level - 1) as PageLevel);
  }

  private firstEntry(frame: PageFrame, level: PageLevel): PointerToEntry {
    if (!frame.isFreed) return new PointerToEntry(frame, level, 0);
    throw wrong('usedFreed', `a ${levelWords[level]} table is used after it was freed`);
  }

  /** p?d_offset(): the entry of `level` for an address, below an upper entry. */
  offset(level: PageLevel, above: Value, address: Value): PointerToEntry {
    const pointer = this.pointer(above);
    if (this.isFolded(pointer.level)) return pointer.at(level);
    const first = this.tableIn(pointer.level, this.load(pointer));
    return first.moved(this.index(level, address));
  }

  /** p?d_index(). The root is the table of the pgd; a level folded into it has one entry. */
  index(level: PageLevel, address: Value): number {
    if (level >= this.machine.geometry.root && level < PageLevel.pgd) return 0;
    return indexOf(this.machine.geometry, level, this.number(address));
  }

  /** The target of an entry: a page of memory or of a table. */
  pageIn(value: Value): PagePointer {
    const { format } = this.machine;
    const address = format.addressOf(this.number(value));
    this.lastMemory = address;
    return new PagePointer(address);
  }

  *step(step: StepOfMemmap): Generator<MemmapRequest, MemmapAnswer, MemmapAnswer> {
    return yield { ...step };
  }

  *write(pointer: Value, value: Value): MemmapSteps {
    const to = this.pointer(pointer);
    const bits = this.number(value);
    // The functions of a folded level do nothing.
    if (this.isFolded(to.level)) return 0;
    yield* this.step({ kind: 'write', pointer: to, value: bits });
    return 0;
  }

  *allocate(bytes: Value, origin: MemoryOrigin): MemmapSteps {
    return yield* this.step({ kind: 'alloc', bytes: this.number(bytes), origin });
  }

  *free(address: Value, bytes: number, origin: MemoryOrigin): MemmapSteps {
    yield* this.step({ kind: 'free', address: this.number(address), bytes, origin });
    return 0;
  }

  freeToAltmap(pages: Value): MemmapSteps {
    return this.free(this.lastMemory, this.number(pages) * pageSize, 'altmap');
  }

  *fill(address: Value, byte: Value, bytes: Value): MemmapSteps {
    const step = this.range('fill', address, byte, bytes);
    if (step.bytes > 0) yield* this.step(step);
    return address;
  }

  /** memchr_inv(): 0 if all bytes have the value. */
  *findOther(address: Value, byte: Value, bytes: Value): MemmapSteps {
    const step = this.range('test', address, byte, bytes);
    const isAll = step.bytes === 0 || (yield* this.step(step)) === 1;
    return isAll ? 0 : step.address;
  }

  private range(kind: 'fill' | 'test', to: Value, value: Value, length: Value) {
    const [address, byte, bytes] = [
      this.number(to),
      this.number(value) & 0xff,
      this.number(length),
    ];
    const isWhole = address % pageSize === 0 && bytes % pageSize === 0;
    if (isWhole || (kind === 'fill' && byte !== 0xfd))
      return { kind, address, byte, bytes } as const;
    throw new Fault(
      `${hex(bytes)} bytes at ${hex(address)} are marked or searched for the mark; only whole pages are modelled`,
    );
  }

  lockName(value: Value): string {
    if (value instanceof KernelObject) return value.what;
    throw new Fault(`${describeValue(value)} is no lock`);
  }
}
