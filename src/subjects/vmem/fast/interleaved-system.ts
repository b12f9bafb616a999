/**
 * Interleaving threads: a transition is one step of one thread, or several merged ones
 * (field `merge`). The local state of a thread is its node in the trie of histories.
 */
import { Fact } from '../../../invariants/facts.ts';
import { ChoiceStack, failureOdds, undecided } from '../../../model/program/choice-stack.ts';
import { EnteredPath } from '../../../model/program/entered-path.ts';
import { opEnd } from '../../../model/program/history-trie.ts';
import type { Choose, ExplainedSystem, ReversibleSystem } from '../../../model/system.ts';
import { Op } from '../kernel/request.ts';
import { describeTransition } from './describe-transition.ts';
import { InterleavedParts } from './interleaved-parts.ts';
import type { TakenTransition } from './interleaved-record.ts';
import { isLastCall, isMerged } from './merged-steps.ts';
import { stepsCounted } from './step-words.ts';

export class InterleavedSystem
  extends InterleavedParts
  implements ReversibleSystem, ExplainedSystem
{
  private readonly choices = new ChoiceStack();
  private readonly path = new EnteredPath();
  /** Position of the enumeration: the thread, and for an idle one the index in its menu. */
  private thread = 0;
  private position = 0;
  /** Choices below this belong to transitions that were entered. */
  private choiceBase = 0;
  private mark = 0;
  /** True if a transition was taken and not yet undone. */
  private taken = false;
  private steps = 0;
  private firstNode = 0;
  private lastNode = 0;
  /** The permutation of threads at its end. */
  private order = this.symmetry.order;

  get pathBytes(): number {
    return this.state.pathBytes + this.path.byteLength + this.choices.byteLength;
  }

  get operation(): number {
    return this.trie.operationOf[this.firstNode];
  }

  load(states: Uint8Array, offset: number): void {
    this.state.load(states, offset);
    this.start();
  }

  loadWith(states: Uint8Array, offset: number, low: number, high: number): void {
    this.state.loadWith(states, offset, low, high);
    this.start();
  }

  next(): boolean {
    if (this.taken) {
      if (this.resumeAtLastChoice()) return true;
      this.state.undoTo(this.mark);
      this.taken = false;
    }
    for (; this.thread < this.threadCount; this.thread++, this.position = 0) {
      const node = this.turns.nodeOf(this.thread);
      const ways = node === 0 ? this.turns.menus[this.thread].length : 1;
      while (this.position < ways) {
        const position = this.position++;
        if (this.turns.canRun(this.thread) && this.take(this.thread, node, position, null))
          return true;
      }
    }
    return false;
  }

  draw(choose: Choose): boolean {
    const ways = this.turns.allWays();
    if (ways.length === 0) return false;
    const { thread, node, position } = ways[choose(ways.length)];
    this.thread = thread;
    this.position = position + 1;
    return this.take(thread, node, position, choose);
  }

  enter(): void {
    const { thread, position, choiceBase, lastNode, mark, order } = this;
    this.path.push(thread, position, choiceBase, lastNode, mark, order);
    this.choiceBase = this.choices.depth;
    this.mark = this.state.mark();
    this.thread = 0;
    this.position = 0;
    this.taken = false;
  }

  leave(): void {
    const { path } = this;
    this.choices.depth = this.choiceBase;
    path.pop();
    this.thread = path.thread;
    this.position = path.position;
    this.choiceBase = path.choiceBase;
    this.lastNode = path.node;
    this.order = path.order;
    this.mark = path.mark;
    this.taken = true;
  }

  /** A state may be final if every thread is idle. */
  mayStop(): boolean {
    for (let thread = 0; thread < this.threadCount; thread++) {
      if (this.turns.nodeOf(thread) !== 0) return false;
    }
    return true;
  }

  describe(): TakenTransition {
    return describeTransition(this.scope, this.trie, this.choices, {
      thread: this.thread,
      firstNode: this.firstNode,
      lastNode: this.lastNode,
      ended: this.machine.seen.ended,
      steps: this.steps,
      places: this.symmetry.placesOf(this.order),
    });
  }

  private start(): void {
    this.turns.ensureNodes();
    this.machine.loaded();
    this.choices.depth = 0;
    this.choiceBase = 0;
    this.mark = 0;
    this.path.depth = 0;
    this.thread = 0;
    this.position = 0;
    this.taken = false;
  }

  /** Takes the transition if it is possible, with the first answer or a drawn one. */
  private take(thread: number, node: number, position: number, choose: Choose | null): boolean {
    if (!this.turns.mayTake(thread, node, position)) return false;
    const { machine, state, trie } = this;
    machine.own.select(thread);
    machine.seen.start();
    this.steps = 0;
    this.taken = true;
    if (this.isBounded) this.turns.countPreemption(thread);
    let first = node;
    if (node === 0) {
      first = trie.root(this.turns.menus[thread][position]);
      if (this.operationsLeft >= 0) {
        state.write(this.operationsLeft, state.bytes[this.operationsLeft] - 1);
      }
    }
    this.firstNode = first;
    this.run(first, undecided, choose);
    return true;
  }

  /** Backtracks to the last choice with another answer, and takes it; false if there is none. */
  private resumeAtLastChoice(): boolean {
    const { choices, machine, state } = this;
    machine.own.select(this.thread);
    while (choices.depth > this.choiceBase) {
      const top = choices.depth - 1;
      const node = choices.node[top];
      state.undoTo(choices.mark[top]);
      const choice = choices.choice[top] + 1;
      const ways = machine.contentOptions(node) + (machine.mayFail() ? 1 : 0);
      if (choice < ways) {
        choices.choice[top] = choice;
        machine.seen.start();
        machine.seen.facts = choices.facts[top];
        machine.seen.occasions = choices.occasions[top];
        this.steps = choices.steps[top];
        choices.content[top] = machine.contentAt(choice);
        this.firstNode = choices.first[top];
        this.run(node, choice, null);
        return true;
      }
      choices.depth = top;
    }
    return false;
  }

  /** Runs from the step of `start` to the next point at which another thread may run. */
  private run(start: number, firstChoice: number, choose: Choose | null): void {
    const { trie, machine } = this;
    const { seen } = machine;
    let node = start;
    let choice = firstChoice;
    let goesOn = true;
    while (goesOn) {
      const op = trie.op[node];
      this.steps += stepsCounted(op);
      if (op === Op.alloc && choice === undecided) choice = this.decide(node, choose);
      if (this.stale.isHit(node)) break;
      this.stale.before(node);
      const code = machine.step(node, choice);
      choice = undecided;
      if (seen.ended) break;
      this.stale.after(node, code);
      node = trie.next(node, code);
      goesOn = this.isMergedWith(node);
    }
    this.lastNode = node;
    if (!seen.ended && this.turns.settleAt(node)) seen.note(Fact.lockTakenTwice);
    this.symmetry.arrange();
    this.order = this.symmetry.order;
    this.outcome.take(this.machine.seen, this.steps);
  }

  private isMergedWith(node: number): boolean {
    const op = this.trie.op[node];
    if (op === opEnd) return false;
    // A call starts with the step after it; a return belongs to the step before it.
    if (this.steps === 0 || op === Op.return) return true;
    if (op === Op.call) return isLastCall(this.trie, node);
    const hasMutex = this.state.bytes[this.layout.at.mutex] === this.machine.own.lockTag;
    return isMerged(this.merge, op, hasMutex);
  }

  /** Chooses the answer of an allocation: a drawn one, or the first one, which `next` revisits. */
  private decide(node: number, choose: Choose | null): number {
    const { machine, choices, state } = this;
    const contents = machine.contentOptions(node);
    const mayFail = machine.mayFail();
    if (choose === null) {
      if (contents === 1 && !mayFail) return 0;
      const { depth } = choices;
      choices.push(node, 0, machine.contentAt(0));
      choices.mark[depth] = state.mark();
      choices.facts[depth] = machine.seen.facts;
      choices.occasions[depth] = machine.seen.occasions;
      choices.steps[depth] = this.steps - 1;
      choices.first[depth] = this.firstNode;
      return 0;
    }
    if (mayFail && choose(failureOdds) === 0) return contents;
    const choice = contents === 1 ? 0 : choose(contents);
    choices.push(node, choice, machine.contentAt(choice));
    return choice;
  }
}
