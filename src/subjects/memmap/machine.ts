/**
 * The machine of a memmap: memory, tables, a TLB, locks. It executes steps and observes facts; it
 * does not judge.
 */
import { hex } from '../../text/hex.ts';
import { type Wrong, wrongAccess, wrongValue } from './entry-check.ts';
import { MemmapFact, type MemmapFactName, MemmapOccasion } from './facts.ts';
import type { EntryFormat } from './geometry.ts';
import {
  isMemmapAddress,
  levelWords,
  type MemmapGeometry,
  memmapPage,
  type PageLevel,
  pageSize,
} from './geometry.ts';
import { type PageFrame, PageFrames } from './memory.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';
import { Tlb } from './tlb.ts';
import type { PointerToEntry } from './values.ts';

export class MemmapMachine {
  readonly geometry: MemmapGeometry;
  readonly format: EntryFormat;
  readonly memory: PageFrames;
  readonly statics = new Map<string, number>();
  /** For each page of the window, 1 if a live section uses it. */
  readonly live: Uint8Array;
  /** State of the running operation. */
  facts = 0;
  occasions = 0;
  steps = 0;
  /** The kernel has crashed. */
  hasEnded = false;
  /** Facts of the last step; empty if there are none. */
  problem = '';
  private readonly tlb = new Tlb();
  private readonly locks = new Set<string>();

  constructor(geometry: MemmapGeometry, format: EntryFormat) {
    this.geometry = geometry;
    this.format = format;
    this.memory = new PageFrames(geometry, format);
    this.live = new Uint8Array(geometry.pages);
  }

  /** `fails`: whether the next allocation fails. */
  execute(request: MemmapRequest, fails: () => boolean): MemmapAnswer {
    this.steps++;
    this.problem = '';
    switch (request.kind) {
      case 'write':
        this.write(request.pointer, request.value);
        return 0;
      case 'alloc':
        return this.allocate(request, fails);
      case 'free':
        this.free(request);
        return 0;
      case 'fill':
        this.fill(request);
        return 0;
      case 'test':
        return this.test(request);
      case 'flush': {
        const { start, end, tables } = request;
        this.occasions |= MemmapOccasion.flushed;
        this.tlb.flush(start, end, tables);
        return 0;
      }
      case 'lock':
        this.occasions |= MemmapOccasion.locked;
        if (this.locks.has(request.lock)) {
          this.crash('lockTakenTwice', `${request.lock} is held already`);
        }
        this.locks.add(request.lock);
        return 0;
      case 'unlock':
        if (!this.locks.delete(request.lock)) {
          this.see('lockNotHeld', `${request.lock} is released and is not held`);
        }
        return 0;
      case 'warn':
        this.see('warned', `a warning in ${request.where}()`);
        return 0;
      case 'fault':
        this.crash(request.fact, request.problem);
        return 0;
    }
  }

  see(fact: MemmapFactName, problem: string): void {
    this.facts |= MemmapFact[fact];
    if (this.problem === '') this.problem = problem;
  }

  private crash(fact: MemmapFactName, problem: string): void {
    this.see(fact, problem);
    this.hasEnded = true;
  }

  /** An entry as the program reads it, or the error of the access. */
  read({ table, level, index }: PointerToEntry): number | Wrong {
    return wrongAccess(this.geometry, table, level, index) ?? table.entry(index);
  }

  private write({ table, level, index }: PointerToEntry, value: number): void {
    const problem =
      level > this.geometry.root
        ? ({
            fact: 'entryMalformed',
            problem: `a folded ${levelWords[level]} is written`,
          } as const)
        : wrongAccess(this.geometry, table, level, index);
    if (problem !== undefined) {
      this.crash(problem.fact, problem.problem);
      return;
    }
    this.occasions |= MemmapOccasion.entryWritten;
    const old = table.entry(index);
    const va = this.memory.addressOfEntry(table, level, index);
    const { span } = this.geometry;
    if (old !== 0) this.unlink(old, level, va, span[level]);
    const isTwofold = va >= 0 && this.tlb.hasLeafIn(va, span[level]);
    if (value !== 0 && (old !== 0 || isTwofold)) {
      const name = levelWords[level];
      this.see(
        'entryOverwritten',
        old !== 0 ? `a ${name} in use is overwritten` : `the old ${name} may be in a TLB`,
      );
    }
    table.set(index, value);
    if (value !== 0) this.link(table, level, index, value, va);
  }

  private unlink(old: number, level: PageLevel, va: number, bytes: number): void {
    const frame = this.memory.at(this.format.addressOf(old));
    const isTable = !this.format.isLeaf(level, old);
    if (va >= 0) this.tlb.removed({ va, bytes, frame, isTable });
    if (frame !== undefined) frame.link = null;
  }

  private link(table: PageFrame, level: PageLevel, index: number, value: number, va: number): void {
    const wrong = wrongValue(this.format, this.geometry, this.memory, level, value);
    if (wrong !== null) {
      this.crash('entryMalformed', wrong);
      return;
    }
    const frame = this.memory.at(this.format.addressOf(value));
    if (frame === undefined) return;
    frame.link = { table, index };
    if (this.format.isLeaf(level, value)) {
      frame.va = va;
      if (level > 0) this.occasions |= MemmapOccasion.largePageUsed;
      if (frame.origin === 'altmap') this.occasions |= MemmapOccasion.altmapUsed;
    } else {
      frame.isTable = true;
    }
  }

  private allocate(
    { bytes, origin }: Extract<MemmapRequest, { kind: 'alloc' }>,
    fails: () => boolean,
  ): MemmapAnswer {
    if (bytes < pageSize || !Number.isInteger(Math.log2(bytes))) {
      this.crash('entryMalformed', `an allocation of ${hex(bytes)} bytes`);
      return 0;
    }
    this.occasions |= MemmapOccasion.allocated;
    const isHeld = (frame: PageFrame): boolean => frame.link !== null || this.tlb.holds(frame);
    if (this.memory.all.some((frame) => frame.isFreed && isHeld(frame))) {
      this.see(
        'reusedBeforeFlush',
        'a TLB may hold memory that is free, and that may be handed out',
      );
    }
    if (fails()) return 0;
    return this.memory.allocate(bytes, origin).address;
  }

  private free({ address, bytes, origin }: Extract<MemmapRequest, { kind: 'free' }>): void {
    if (address === 0) {
      this.crash('freedAddressZero', 'the address in an empty entry is freed');
      return;
    }
    const frame = this.memory.at(address);
    const isRoot = frame === this.memory.root;
    if (frame === undefined || frame.isFreed || isRoot || frame.address !== address) {
      this.crash('freedTwice', `${hex(address)} is freed and is not allocated`);
      return;
    }
    frame.isFreed = true;
    this.occasions |= frame.isTable ? MemmapOccasion.tableFreed : MemmapOccasion.memmapFreed;
    if (bytes !== 0 && bytes !== frame.bytes) {
      this.see('freedWrong', `${hex(bytes)} bytes of ${hex(frame.bytes)} are freed`);
    }
    if (origin !== frame.origin) {
      this.see('freedWrong', `memory from ${frame.origin} is freed to ${origin}`);
    }
    if (frame.link !== null) this.see('freedWhileEntered', 'an entry names it');
    if (frame.link !== null || this.tlb.holds(frame)) {
      this.see('freedBeforeFlush', 'a TLB may hold it');
    }
    if (frame.isTable && frame.entries.size > 0) {
      this.see('filledTableFreed', 'an entry of it is not empty');
    }
    if (!frame.isTable && frame.va >= 0 && this.isAnyLive(frame.va, frame.bytes)) {
      this.see('usedMemmapFreed', 'a live section uses it');
    }
  }

  private isAnyLive(va: number, bytes: number): boolean {
    const first = memmapPage(va);
    return this.live.subarray(first, first + bytes / pageSize).includes(1);
  }

  private fill({ address, byte, bytes }: Extract<MemmapRequest, { kind: 'fill' }>): void {
    const isMark = byte === 0xfd;
    this.forPages(address, bytes, (frame, page, window) => {
      frame.marked[page] = isMark ? 1 : 0;
      if (window < 0) {
        if (byte === 0 && bytes === frame.bytes) frame.isCleared = true;
        return;
      }
      this.occasions |= MemmapOccasion.filled;
      if (this.live[window] === 0) return;
      if (isMark) this.see('liveMemmapMarked', 'a live section uses it');
      if (byte === 0) this.see('liveMemmapZeroed', 'a live section uses it');
    });
  }

  private test({ address, byte, bytes }: Extract<MemmapRequest, { kind: 'test' }>): MemmapAnswer {
    let isAll = byte === 0xfd;
    this.forPages(address, bytes, (frame, page) => {
      if (frame.marked[page] === 0) isAll = false;
    });
    return isAll ? 1 : 0;
  }

  /** Each page of a range of the memmap or of physical memory; `window` is -1 for physical memory. */
  private forPages(
    address: number,
    bytes: number,
    act: (frame: PageFrame, page: number, window: number) => void,
  ): void {
    const isMemmap = isMemmapAddress(this.geometry, address);
    for (let at = address - (address % pageSize); at < address + bytes; at += pageSize) {
      const window = isMemmap ? memmapPage(at) : -1;
      const found = isMemmap ? this.memory.translate(window) : this.memory.physical(at);
      if (found === null) {
        this.crash('wroteUnmapped', `${hex(at)} is not mapped`);
        return;
      }
      if (found.frame.isFreed) {
        this.crash('usedFreed', `the memory at ${hex(at)} was freed`);
        return;
      }
      act(found.frame, found.page, window);
    }
  }

  /** The checks at a return. Afterwards the TLB is assumed to be empty. */
  returned(): void {
    this.problem = '';
    this.occasions |= MemmapOccasion.returned;
    if (this.locks.size > 0) {
      this.see('lockHeld', `${[...this.locks].join(', ')} is held at the return`);
    }
    this.locks.clear();
    const [stale] = this.tlb.takeAll();
    if (stale !== undefined) {
      this.see('returnedBeforeFlush', `a TLB may hold the old entry of ${hex(stale.va)}`);
    }
    for (const frame of this.memory.all) this.checkAtReturn(frame);
  }

  private checkAtReturn(frame: PageFrame): void {
    if (frame === this.memory.root) return;
    if (frame.isFreed) {
      if (frame.link === null) return;
      this.crash('danglingEntry', hex(frame.address));
      return;
    }
    if (this.isReachable(frame)) return;
    const isTable = frame.isTable || frame.isCleared;
    if (isTable) this.see('tableUnreachable', 'a table is allocated, and no entry names it');
    else this.see('memmapUnreachable', 'memmap is allocated, and no entry names it');
  }

  private isReachable(frame: PageFrame): boolean {
    if (frame === this.memory.root) return true;
    return frame.link !== null && !frame.isFreed && this.isReachable(frame.link.table);
  }
}
