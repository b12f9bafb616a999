/** Takes an operation in every way that its allocations allow, and notes what it read and what it did. */

import { opEnd } from '../../../../model/program/history-trie.ts';
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { Scope } from '../../environment/scope.ts';
import { Op } from '../../kernel/request.ts';
import type { StepCompiler } from '../compile-step.ts';
import type { RestMasks } from '../compiled/rest-masks.ts';
import type { VectorMachine } from '../machine.ts';
import { stepsCounted } from '../step-words.ts';
import { KnownBits } from './known-bits.ts';
import { TransitionWord } from './outcomes.ts';
import { RestReads } from './rest-reads.ts';
import { StepReads } from './step-reads.ts';
import { TableReads } from './table-reads.ts';

export class Recorder {
  readonly known: KnownBits;
  private readonly machine: VectorMachine;
  private readonly state: LoggedBytes;
  private readonly masks: RestMasks;
  private readonly reads: StepReads;
  private readonly rest: RestReads;
  private readonly stateLength: number;
  private readonly transitions: number[][] = [];
  private steps = 0;

  constructor(
    scope: Scope,
    machine: VectorMachine,
    state: LoggedBytes,
    compiler: StepCompiler,
    masks: RestMasks,
  ) {
    const { layout } = machine;
    this.machine = machine;
    this.state = state;
    this.masks = masks;
    this.stateLength = layout.at.stateLength;
    this.known = new KnownBits(layout, state);
    const tables = new TableReads(layout, state.bytes, this.known, masks, machine.memmap.walk);
    this.reads = new StepReads(scope, machine, compiler, this.known, tables);
    this.rest = new RestReads(scope, layout, state, masks, this.known, tables);
  }

  /**
   * The transitions of the operation that starts at a node, in their order, each as words; the state is what it
   * was. Undefined if they depend on more than was noted.
   */
  record(root: number): readonly number[][] | undefined {
    this.known.start();
    this.machine.seen.start();
    this.transitions.length = 0;
    this.steps = 0;
    this.rest.lostKept = 0;
    this.rest.residueKept = 0;
    try {
      return this.run(root) ? this.transitions : undefined;
    } finally {
      this.undoTo(0);
    }
  }

  /** Takes all ways from a node to the end; false if they cannot be noted. */
  private run(start: number): boolean {
    const { machine, reads } = this;
    const { trie, seen } = machine;
    let node = start;
    while (trie.op[node] !== opEnd) {
      if (!reads.before(node)) return false;
      if (trie.op[node] === Op.alloc) {
        const ways = machine.contentOptions(node) + (machine.mayFail() ? 1 : 0);
        if (ways > 1) return this.runEach(node, ways);
      }
      const code = this.step(node, 0);
      if (code < 0) return false;
      if (seen.ended) break;
      node = trie.next(node, code);
    }
    return this.keep();
  }

  private runEach(node: number, ways: number): boolean {
    const { machine, state, rest, known } = this;
    const { seen, trie } = machine;
    const { steps } = this;
    const { facts, occasions } = seen;
    const { lostKept, residueKept } = rest;
    const mark = state.mark();
    const knownMark = known.mark();
    for (let choice = 0; choice < ways; choice++) {
      machine.contentOptions(node);
      const code = this.step(node, choice);
      const isKept = seen.ended ? this.keep() : this.run(trie.next(node, code));
      if (!isKept) return false;
      this.undoTo(mark);
      known.undoTo(knownMark);
      seen.start();
      seen.facts = facts;
      seen.occasions = occasions;
      this.steps = steps;
      rest.lostKept = lostKept;
      rest.residueKept = residueKept;
    }
    return true;
  }

  /** Takes a step: the code of its answer, or -1 if it cannot be noted. */
  private step(node: number, choice: number): number {
    const { machine, rest } = this;
    const { trie, seen } = machine;
    const op = trie.op[node];
    const before = seen.facts;
    const code = machine.step(node, choice);
    this.steps += stepsCounted(op);
    if (op !== Op.return) return code;
    const facts = rest.facts(before, seen.facts);
    if (facts === undefined) return -1;
    seen.facts = facts;
    return code;
  }

  /** Notes the transition that ends here; false if its facts do not fit into a word. */
  private keep(): boolean {
    const { seen } = this.machine;
    const { lostKept, residueKept } = this.rest;
    if ((seen.facts | 0) !== seen.facts) return false;
    const writes = seen.ended ? [] : this.writes();
    const words: number[] = [];
    words[TransitionWord.facts] = seen.facts;
    words[TransitionWord.occasions] = seen.occasions;
    words[TransitionWord.steps] = this.steps;
    words[TransitionWord.ends] = seen.ended ? 1 : 0;
    words[TransitionWord.lostKept] = lostKept;
    words[TransitionWord.residueKept] = residueKept;
    words[TransitionWord.writes] = writes.length;
    this.transitions.push([...words, ...writes]);
    return true;
  }

  /** What the operation wrote in all, as index << 16 | mask << 8 | value. */
  private writes(): number[] {
    const { state, known, stateLength } = this;
    const { bytes } = state;
    const writes: number[] = [];
    // Bits that were overwritten may differ in another state.
    const changes = new Map([...known.overwrittenBits(), ...state.changes()]);
    for (const index of changes.keys()) {
      if (index >= stateLength) continue;
      const mask = known.knownOf(index, changes.get(index) ?? 0);
      writes.push((index << 16) | (mask << 8) | (bytes[index] & mask));
    }
    return writes;
  }

  private undoTo(mark: number): void {
    this.state.undoTo(mark);
    this.masks.undone(this.state.logged);
  }
}
