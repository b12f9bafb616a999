/** The small model of adding and removing memory as a system, for the comparison of checkers. */
import { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import type {
  Choose,
  Outcome,
  ReversibleSystem,
  TransitionRecord,
} from '../../src/model/system.ts';
import { VmemCanonical } from './vmem-canonical.ts';
import { VmemClaims, vmemFacts, vmemOccasions } from './vmem-claims.ts';
import type { Attempt } from './vmem-layout.ts';
import * as layout from './vmem-layout.ts';
import type { Mistake } from './vmem-memory.ts';
import { VmemProcesses } from './vmem-processes.ts';
import {
  mergedPcs,
  observedByAllocator,
  observedByWalker,
  observers,
  type VmemReductions,
} from './vmem-reductions.ts';

const {
  threadCount,
  entryCount,
  rootAt,
  mutexAt,
  operationsLeftAt,
  walkerTable,
  threadsAt,
  threadLength,
  tlbAt,
  pcOf,
  largeLeaf,
  frameMask,
  idlePc,
  freePendingPc,
  pcNames,
  entriesOf,
  taken,
  exhausted,
  walkerProcess,
  otherProcess,
  processCount,
  unboundedOperations,
} = layout;

export interface VmemScope {
  /** At most 8. */
  readonly sections: number;
  /** Operations of both threads together; `Infinity` for no bound. */
  readonly operations: number;
  readonly mistake: Mistake;
  readonly reductions: VmemReductions;
}

const allProcesses = (1 << processCount) - 1;
/** A position is a process and its next choice. */
const choiceBits = 8;

export class VmemSystem implements ReversibleSystem {
  readonly stateLength: number;
  readonly factNames = vmemFacts;
  readonly occasionNames = vmemOccasions;
  readonly outcome: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  readonly fingerprint: HashedBytes;
  private readonly scope: VmemScope;
  private readonly state: HashedBytes;
  private readonly bytes: Uint8Array;
  private readonly processes: VmemProcesses;
  private readonly claims: VmemClaims;
  private readonly canonical: VmemCanonical | undefined;
  private readonly isMerged: Uint8Array;
  private readonly mergesMovers: boolean;
  private readonly observed: Uint8Array;
  private readonly mayCached: boolean;
  private readonly persistentSets: boolean;
  private readonly reduces: boolean;
  // The loaded state: its mark, the processes that need not wait, and the position of its enumeration.
  private mark = 0;
  private processMask = allProcesses;
  private process = 0;
  private choice = 0;
  /** Positions of the states on the path. */
  private positions = new Int32Array(1 << 10);

  constructor(scope: VmemScope) {
    const { sections, mistake, reductions } = scope;
    const tlbLength = 2 * sections;
    this.scope = scope;
    this.stateLength = tlbAt + tlbLength;
    this.state = new HashedBytes(this.stateLength);
    this.bytes = this.state.bytes;
    this.fingerprint = this.state;
    this.processes = new VmemProcesses(this.state, sections, tlbLength, mistake);
    this.mayCached = reductions.mayCached;
    this.claims = new VmemClaims(this.bytes, sections, this.mayCached);
    this.canonical = reductions.symmetry
      ? new VmemCanonical(this.state, tlbLength, this.mayCached)
      : undefined;
    this.isMerged = mergedPcs(reductions);
    this.mergesMovers = reductions.merge === 'movers';
    this.observed = observers(mistake === 'frees before the flush');
    this.persistentSets = reductions.persistentSets;
    this.reduces = reductions.merge !== 'nothing' || reductions.symmetry || this.mayCached;
    this.outcome = { successor: this.bytes, facts: 0, occasions: 1, ends: false, steps: 1 };
  }

  writeInitial(target: Uint8Array): void {
    target.fill(0, 0, this.stateLength);
    target[operationsLeftAt] = Math.min(this.scope.operations, unboundedOperations);
  }

  load(states: Uint8Array, offset: number): void {
    this.state.load(states, offset);
    this.begin(0);
  }

  loadWith(states: Uint8Array, offset: number, low: number, high: number): void {
    this.state.loadWith(states, offset, low, high);
    this.begin(0);
  }

  next(): boolean {
    this.state.undoTo(this.mark);
    while (this.process < processCount) {
      const waits = this.persistentSets && ((this.processMask >> this.process) & 1) === 0;
      const attempt = waits ? exhausted : this.take(this.process, this.choice);
      if (attempt === exhausted) {
        this.process++;
        this.choice = 0;
      } else {
        this.choice++;
        if (attempt === taken) return true;
      }
    }
    return false;
  }

  enter(): void {
    if (this.mark === this.positions.length) {
      const longer = new Int32Array(2 * this.positions.length);
      longer.set(this.positions);
      this.positions = longer;
    }
    this.positions[this.mark] = (this.process << choiceBits) | this.choice;
    this.begin(this.state.mark());
  }

  leave(): void {
    this.mark--;
    this.state.undoTo(this.mark);
    const position = this.positions[this.mark];
    this.process = position >> choiceBits;
    this.choice = position & ((1 << choiceBits) - 1);
    this.processMask = this.persistentSets ? this.unobservedMask() : allProcesses;
  }

  draw(choose: Choose): boolean {
    let count = 0;
    while (this.next()) count++;
    if (count === 0) return false;
    this.begin(this.mark);
    for (let skipped = choose(count); skipped >= 0; skipped--) this.next();
    return true;
  }

  describe(): TransitionRecord {
    const { process, choice } = this;
    // Only the previous state shows what a thread is about to do.
    this.state.undoTo(this.mark);
    const label = this.labelOf(process, choice - 1);
    this.take(process, choice - 1);
    return { label };
  }

  mayStop(): boolean {
    return true;
  }

  successorFacts(): number {
    return this.claims.judge();
  }

  get pathBytes(): number {
    return this.state.pathBytes + this.positions.byteLength;
  }

  private begin(mark: number): void {
    this.mark = mark;
    this.process = 0;
    this.choice = 0;
    if (this.persistentSets) this.processMask = this.unobservedMask();
  }

  private take(process: number, choice: number): Attempt {
    return this.reduces ? this.takeReduced(process, choice) : this.processes.take(process, choice);
  }

  private takeReduced(process: number, choice: number): Attempt {
    const { bytes, processes } = this;
    if (process === walkerProcess && this.mayCached) return exhausted;
    const isThread = process < threadCount;
    const choosesAndLocks = isThread && this.mergesMovers && bytes[pcAt(process)] === idlePc;
    if (choosesAndLocks && bytes[mutexAt] !== 0) return exhausted;
    const observed = isThread ? this.observed[bytes[pcAt(process)]] : 0;
    const attempt = processes.take(process, choice);
    if (attempt !== taken) return attempt;
    let steps = 1;
    if (choosesAndLocks) {
      processes.take(process, 0);
      steps++;
    } else {
      this.cacheAfter(observed);
    }
    while (isThread && this.isMerged[bytes[pcAt(process)]] === 1) {
      processes.take(process, 0);
      steps++;
    }
    this.outcome.steps = steps;
    this.canonical?.apply();
    return taken;
  }

  /** A walk that started before the step may have cached what is reachable now. */
  private cacheAfter(observed: number): void {
    if (!this.mayCached || (observed & observedByWalker) === 0) return;
    const { bytes } = this;
    let cached = bytes[tlbAt];
    for (let root = 0; root < 2; root++) {
      const table = bytes[rootAt + root];
      if (table === 0) continue;
      cached |= 1 << (table - 1);
      for (let index = 0; index < entryCount; index++) {
        const entry = bytes[entriesOf(table) + index];
        if (entry === 0) continue;
        cached |= 1 << ((entry & frameMask) - 1);
        if (root === 0 || entry >= largeLeaf) continue;
        for (let leaf = 0; leaf < entryCount; leaf++) {
          const frame = bytes[entriesOf(entry) + leaf];
          if (frame !== 0) cached |= 1 << (frame - 1);
        }
      }
    }
    this.state.write(tlbAt, cached);
  }

  /** While a thread holds the mutex: the thread, and those that can observe its next step. */
  private unobservedMask(): number {
    const { bytes } = this;
    const holder = bytes[mutexAt];
    if (holder === 0) return allProcesses;
    const pc = bytes[pcAt(holder - 1)];
    const observed = this.observed[pc];
    const meetsWalk = pc === freePendingPc && bytes[walkerTable] !== 0;
    let mask = 1 << (holder - 1);
    if ((observed & observedByWalker) !== 0 || meetsWalk) mask |= 1 << walkerProcess;
    if ((observed & observedByAllocator) !== 0) mask |= 1 << otherProcess;
    return mask;
  }

  private labelOf(process: number, choice: number): string {
    if (process === walkerProcess) return `walker, choice ${choice}`;
    if (process === otherProcess) return 'another user of the allocator';
    return `thread ${process}: ${pcNames[this.bytes[pcAt(process)]]}, choice ${choice}`;
  }
}

function pcAt(thread: number): number {
  return threadsAt + thread * threadLength + pcOf;
}
