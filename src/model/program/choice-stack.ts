/** The choices of the current operation, for backtracking and for reports. */
import { doubled } from '../state/doubled.ts';

/** Marks a step whose choice is still open. */
export const undecided = -1;

/** In walks, one in this number of allocations fails, if failures are allowed. */
export const failureOdds = 8;

/** Maximum open choices: allocation attempts in one operation. */
const choicesAtFirst = 64;

/** The choices of one operation, oldest first; grows by doubling, so that the hot loop allocates nothing. */
export class ChoiceStack {
  /** Node of the allocation, the chosen answer, and the content it returned. */
  node: Int32Array = new Int32Array(choicesAtFirst);
  choice: Int32Array = new Int32Array(choicesAtFirst);
  content: Int32Array = new Int32Array(choicesAtFirst);
  /** For backtracking: mark of the undo log, and the observations so far. */
  mark: Int32Array = new Int32Array(choicesAtFirst);
  facts: Int32Array = new Int32Array(choicesAtFirst);
  occasions: Int32Array = new Int32Array(choicesAtFirst);
  steps: Int32Array = new Int32Array(choicesAtFirst);
  /** The node at which the transition began. */
  first: Int32Array = new Int32Array(choicesAtFirst);
  depth = 0;

  /** Size of all arrays. */
  get byteLength(): number {
    return 8 * this.node.byteLength;
  }

  push(node: number, choice: number, content: number): void {
    if (this.depth === this.node.length) this.double();
    this.node[this.depth] = node;
    this.choice[this.depth] = choice;
    this.content[this.depth++] = content;
  }

  /** The content that the allocation at `node` returned, or `otherwise` if there was no choice. */
  contentAt(node: number, otherwise: number): number {
    for (let at = this.depth - 1; at >= 0; at--) {
      if (this.node[at] === node) return this.content[at];
    }
    return otherwise;
  }

  private double(): void {
    this.node = doubled(this.node);
    this.choice = doubled(this.choice);
    this.content = doubled(this.content);
    this.mark = doubled(this.mark);
    this.facts = doubled(this.facts);
    this.occasions = doubled(this.occasions);
    this.steps = doubled(this.steps);
    this.first = doubled(this.first);
  }
}
