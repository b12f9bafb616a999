/** The guard bits of a step: tests them, sets them, clears them. */

import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { StepCompiler } from './compile-step.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';

export class Guards {
  private readonly trie: StepTrie;
  private readonly compiler: StepCompiler;
  private readonly state: StateBytes;

  constructor(trie: StepTrie, compiler: StepCompiler, state: StateBytes) {
    this.trie = trie;
    this.compiler = compiler;
    this.state = state;
  }

  /** True if the step of the node has no guard. */
  isEmpty(node: number): boolean {
    return this.trie.word(node, StepWord.guardStart) === this.trie.word(node, StepWord.guardEnd);
  }

  /** True if any bit of the node's guard is set. */
  hits(node: number): boolean {
    const { guards } = this.compiler;
    const { bytes } = this.state;
    const end = this.trie.word(node, StepWord.guardEnd);
    for (let at = this.trie.word(node, StepWord.guardStart); at < end; at += 2) {
      if ((bytes[guards[at]] & guards[at + 1]) !== 0) return true;
    }
    return false;
  }

  setBits(node: number): void {
    const { guards } = this.compiler;
    const end = this.trie.word(node, StepWord.guardEnd);
    for (let at = this.trie.word(node, StepWord.guardStart); at < end; at += 2) {
      this.state.write(guards[at], this.state.bytes[guards[at]] | guards[at + 1]);
    }
  }

  clearBits(node: number): void {
    const { guards } = this.compiler;
    const end = this.trie.word(node, StepWord.guardEnd);
    for (let at = this.trie.word(node, StepWord.guardStart); at < end; at += 2) {
      this.state.write(guards[at], this.state.bytes[guards[at]] & ~guards[at + 1]);
    }
  }
}
