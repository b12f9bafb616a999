/** Steps through the mapped memmap: marks, the remembered tail, scans, and the core's own writes. */
import { ModelError } from '../../../errors.ts';
import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { Op } from '../kernel/request.ts';
import type { Guards } from './guards.ts';
import type { VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import type { VectorParts } from './table-steps.ts';

export class MarkSteps {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly memmap: MemmapBytes;
  private readonly faultsEnd: boolean;

  constructor(scope: Scope, parts: VectorParts) {
    this.faultsEnd = scope.config.faults === 'end';
    this.layout = parts.layout;
    this.trie = parts.trie;
    this.state = parts.state;
    this.seen = parts.seen;
    this.guards = parts.guards;
    this.memmap = parts.memmap;
  }

  step(node: number): number {
    const { trie, state } = this;
    const { tail } = this.layout.at;
    switch (trie.op[node]) {
      case Op.tailIsSet:
        return state.bytes[tail] === 0 ? 0 : 1;
      case Op.tailIs: {
        const same = state.bytes[tail] === trie.word(node, StepWord.tail);
        if (same) this.seen.occasions |= Occasion.tailContinued;
        return same ? 1 : 0;
      }
      case Op.setTail:
        state.write(tail, trie.word(node, StepWord.tail));
        return 0;
      case Op.loadStatic:
        return state.bytes[trie.word(node, StepWord.staticByte)];
      case Op.setStatic:
        state.write(trie.word(node, StepWord.staticByte), trie.word(node, StepWord.staticValue));
        return 0;
      case Op.markUnused:
        this.memmap.markUnused(
          trie.word(node, StepWord.page),
          trie.word(node, StepWord.pages),
          trie.word(node, StepWord.edges),
        );
        return this.observeWrite();
      case Op.markTail:
        this.memmap.markTail(state.bytes[tail] - 1);
        return this.observeWrite();
      case Op.markUsed:
        this.memmap.markUsed(trie.word(node, StepWord.page), trie.word(node, StepWord.pages));
        return this.observeWrite();
      case Op.writeMemmap:
        return this.writeMemmap(node);
      case Op.testUnused:
        return this.testUnused(node);
      default:
        throw new ModelError(`the fast machine does not know request ${trie.op[node]}`);
    }
  }

  /** Records the facts of a kernel write through the memmap; returns the answer of its step. */
  private observeWrite(): number {
    const { memmap } = this;
    this.seen.facts |= memmap.facts;
    this.seen.occasions |= memmap.occasions;
    if (memmap.faulted) this.fault();
    return 0;
  }

  private writeMemmap(node: number): number {
    const { memmap, trie } = this;
    memmap.initialise(trie.word(node, StepWord.page), trie.word(node, StepWord.pages));
    this.seen.occasions |= Occasion.initialised;
    if (memmap.faulted) this.fault();
    if (!this.seen.ended) this.guards.setBits(node);
    return 0;
  }

  private testUnused(node: number): number {
    const { trie } = this;
    const answer = this.memmap.isUnused(
      trie.word(node, StepWord.page),
      trie.word(node, StepWord.pmd),
      trie.word(node, StepWord.contentMask),
    );
    if (answer < 0) {
      this.fault();
      return 0;
    }
    this.seen.occasions |= Occasion.memmapAccessed;
    this.seen.occasions |= answer === 1 ? Occasion.blockFoundUnused : Occasion.blockSurvived;
    return answer;
  }

  private fault(): void {
    if (this.faultsEnd) this.seen.end(Fact.wroteUnmapped);
    else this.seen.facts |= Fact.wroteUnmapped;
  }
}
