/**
 * What operations did, by the bits that they read: a decision tree for each operation, whose leaves list the
 * transitions, one for each way in which its allocations can end.
 */
import { ModelError } from '../../../../errors.ts';
import { doubled } from '../../../../model/state/doubled.ts';

/** Not seen yet. */
export const unseen = -1;
/** Seen, and not worth remembering: the machine takes its steps. */
export const bySteps = 0;

/** Words of a transition, before its writes: each packs index << 16 | mask << 8 | value. */
export const TransitionWord = {
  facts: 0,
  occasions: 1,
  steps: 2,
  ends: 3,
  /** The units whose loss and residue before the operation are facts of it. */
  lostKept: 4,
  residueKept: 5,
  writes: 6,
} as const;

/** Words of a node: a test, and the node if it does not hold; the node if it holds follows. */
const nodeWords = 2;
/** The test of a node that only leads to the other one; every other negative test is a leaf. */
const jump = -0x80000000;

export class Outcomes {
  /** A leaf is the number of transitions left, then the words of one, then the same for the rest. */
  leaves: Int32Array = new Int32Array(1 << 12);
  private nodes: Int32Array = new Int32Array(1 << 12);
  /** By operation: its first node; 0 if there is none. */
  private readonly roots: Int32Array;
  private nodesEnd = nodeWords;
  private leavesEnd = 1;

  constructor(operationCount: number) {
    this.roots = new Int32Array(operationCount);
  }

  /** Size of all arrays. */
  get byteLength(): number {
    return this.nodes.byteLength + this.leaves.byteLength;
  }

  /** The leaf of an operation in a state; or `bySteps`, or `unseen`. */
  find(operation: number, bytes: Uint8Array): number {
    const { nodes } = this;
    let at = this.roots[operation];
    while (at !== 0) {
      const test = nodes[at];
      if (test < 0 && test !== jump) return ~test;
      const holds = test >= 0 && (bytes[test >> 16] & (test >> 8) & 0xff) === (test & 0xff);
      at = holds ? at + nodeWords : nodes[at + 1];
    }
    return unseen;
  }

  /** Stores the transitions of an operation with these tests, as words; undefined if it is not worth remembering. */
  add(
    operation: number,
    tests: readonly number[],
    transitions: readonly number[][] | undefined,
  ): number {
    const leaf = transitions === undefined ? bySteps : this.addLeaf(transitions);
    const [at, from] = this.openPlace(operation, tests);
    const rest = this.addPath(tests, from, leaf);
    if (at === 0) this.roots[operation] = rest;
    else this.nodes[at + 1] = rest;
    return leaf;
  }

  /** Where the known part of a path ends: the node that is to lead on (0: the root), and the next test. */
  private openPlace(operation: number, tests: readonly number[]): [node: number, test: number] {
    const { nodes } = this;
    let at = this.roots[operation];
    if (at === 0) return [0, 0];
    for (let read = 0; read < tests.length; read++) {
      const holds = tests[read] >= 0;
      const word = holds ? tests[read] : ~tests[read];
      // To the test of these bits; of this value, if it holds.
      while (nodes[at] !== word) {
        const isOtherValue = holds && nodes[at] >= 0 && nodes[at] >> 8 === word >> 8;
        if (nodes[at] !== jump && !isOtherValue) throw differentReads();
        if (nodes[at + 1] === 0) return [at, read];
        at = nodes[at + 1];
      }
      if (!holds && nodes[at + 1] === 0) return [at, read + 1];
      at = holds ? at + nodeWords : nodes[at + 1];
    }
    if (nodes[at] !== jump || nodes[at + 1] !== 0) throw differentReads();
    return [at, tests.length];
  }

  private addPath(tests: readonly number[], from: number, leaf: number): number {
    const start = this.nodesEnd;
    for (let read = from; read < tests.length; read++) {
      const holds = tests[read] >= 0;
      const word = holds ? tests[read] : ~tests[read];
      const at = this.addNode(word);
      if (holds) continue;
      this.addNode(jump);
      this.nodes[at + 1] = this.nodesEnd;
    }
    this.addNode(~leaf);
    return start;
  }

  private addNode(test: number): number {
    const at = this.nodesEnd;
    while (at + nodeWords > this.nodes.length) this.nodes = doubled(this.nodes);
    this.nodes[at] = test;
    this.nodesEnd += nodeWords;
    return at;
  }

  private addLeaf(transitions: readonly number[][]): number {
    const leaf = this.leavesEnd;
    for (const [index, words] of transitions.entries()) {
      while (this.leavesEnd + 1 + words.length > this.leaves.length) {
        this.leaves = doubled(this.leaves);
      }
      this.leaves[this.leavesEnd++] = transitions.length - index;
      this.leaves.set(words, this.leavesEnd);
      this.leavesEnd += words.length;
    }
    return leaf;
  }
}

function differentReads(): ModelError {
  return new ModelError('an operation read other bits of equal states');
}
