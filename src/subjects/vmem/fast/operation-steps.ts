/** Takes an operation step by step, in each way in which its allocations can end. */
import { ChoiceStack, failureOdds, undecided } from '../../../model/program/choice-stack.ts';
import { opEnd } from '../../../model/program/history-trie.ts';
import type { TransitionOutcome } from '../../../model/program/transition-outcome.ts';
import type { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import type { Choose, TransitionRecord } from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind, Op } from '../kernel/request.ts';
import { pageBytes } from '../machine/geometry.ts';
import { markedRuns, unusedBlock } from './block-content.ts';
import type { CompiledSteps } from './compiled/compiled-steps.ts';
import { earliestFacts } from './earliest-facts.ts';
import type { BlockRecord } from './interleaved-record.ts';
import type { VectorMachine } from './machine.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord, stepsCounted } from './step-words.ts';

export class OperationSteps {
  private readonly scope: Scope;
  private readonly machine: VectorMachine;
  private readonly trie: StepTrie;
  private readonly state: LoggedBytes;
  /** Takes the steps that it can; undefined if the machine takes all. */
  private readonly compiled: CompiledSteps | undefined;
  private readonly outcome: TransitionOutcome;
  private readonly operationsLeft: number;
  private readonly stack = new ChoiceStack();
  private steps = 0;
  private lastNode = 0;

  constructor(
    scope: Scope,
    machine: VectorMachine,
    state: LoggedBytes,
    compiled: CompiledSteps | undefined,
    outcome: TransitionOutcome,
  ) {
    this.scope = scope;
    this.machine = machine;
    this.trie = machine.trie;
    this.state = state;
    this.compiled = compiled;
    this.outcome = outcome;
    const { operationsLeft } = machine.layout.at;
    this.operationsLeft = Number.isFinite(scope.config.ops) ? operationsLeft : -1;
  }

  /** Another state is loaded. */
  loaded(): void {
    this.state.forget();
    this.stack.depth = 0;
  }

  /** Takes the first transition of an operation, or one that is drawn. */
  take(operation: number, choose: Choose | null): void {
    this.begin();
    this.run(this.trie.root(operation), undecided, choose);
  }

  /** True if the loaded state allows one more operation. */
  mayCount(): boolean {
    return this.operationsLeft < 0 || this.state.bytes[this.operationsLeft] !== 0;
  }

  countOperation(): void {
    const { state, operationsLeft } = this;
    if (operationsLeft >= 0) state.write(operationsLeft, state.bytes[operationsLeft] - 1);
  }

  earliestFacts(operation: number, watched: number): number {
    const { machine, stack } = this;
    const { depth } = stack;
    this.undoTo(0);
    this.begin();
    stack.depth = depth;
    this.compiled?.forgetCalls();
    const root = this.trie.root(operation);
    return earliestFacts(this.trie, machine, this.state, stack, watched, root);
  }

  describe(number: number): TransitionRecord {
    const operation = this.scope.operations[number];
    const failed: number[] = [];
    const contents: BlockRecord[] = [];
    let attempt = 0;
    for (const { node, code } of this.trie.history(this.lastNode)) {
      if (this.trie.op[node] !== Op.alloc) continue;
      attempt++;
      if (code === 0) failed.push(attempt);
      else this.describeContent(node, attempt, contents);
    }
    return { label: operation.label, op: operation.record, failed, contents };
  }

  /** Adds the content of a fresh block or page, unless all of it was written. */
  private describeContent(node: number, attempt: number, contents: BlockRecord[]): void {
    const kind = this.trie.word(node, StepWord.what);
    if (kind === AllocKind.table) return;
    const isUnused = this.scope.config.fresh === 'unused';
    if (kind === AllocKind.page) {
      if (isUnused) contents.push({ attempt, marked: [[0, pageBytes]] });
      return;
    }
    const { pagesPerPmd } = this.machine.layout;
    const content = this.stack.contentAt(node, isUnused ? unusedBlock(pagesPerPmd) : 0);
    if (content === 0) return;
    contents.push({ attempt, marked: markedRuns(content, pagesPerPmd, pageBytes) });
  }

  private begin(): void {
    this.machine.seen.start();
    this.steps = 0;
    this.stack.depth = 0;
    this.countOperation();
  }

  /** Backtracks to the last choice with another answer, and takes it; false if there is none. */
  resumeAtLastChoice(): boolean {
    const { stack, machine } = this;
    while (stack.depth > 0) {
      const top = stack.depth - 1;
      const node = stack.node[top];
      this.undoTo(stack.mark[top]);
      const choice = stack.choice[top] + 1;
      const ways = machine.contentOptions(node) + (machine.mayFail() ? 1 : 0);
      if (choice < ways) {
        stack.choice[top] = choice;
        machine.seen.start();
        machine.seen.facts = stack.facts[top];
        machine.seen.occasions = stack.occasions[top];
        this.steps = stack.steps[top];
        stack.content[top] = machine.contentAt(choice);
        this.run(node, choice, null);
        return true;
      }
      stack.depth = top;
    }
    return false;
  }

  undoTo(mark: number): void {
    this.state.undoTo(mark);
    this.compiled?.undone();
  }

  /**
   * Runs to the end of the operation. `firstChoice` is the choice for the step of `start`, if already
   * made.
   */
  private run(start: number, firstChoice: number, choose: Choose | null): void {
    const { trie, machine, compiled } = this;
    let node = start;
    let choice = firstChoice;
    for (;;) {
      if (compiled !== undefined && choice === undecided) {
        node = this.runCompiled(compiled, node);
        if (machine.seen.ended) break;
      }
      const op = trie.op[node];
      if (op === opEnd) break;
      if (op === Op.alloc && choice === undecided) choice = this.decide(node, choose);
      const code = machine.step(node, choice);
      choice = undecided;
      this.steps += stepsCounted(op);
      if (machine.seen.ended) break;
      node = trie.next(node, code);
    }
    this.lastNode = node;
    this.outcome.take(this.machine.seen, this.steps);
  }

  private runCompiled(compiled: CompiledSteps, start: number): number {
    const node = compiled.run(start);
    this.steps += compiled.steps;
    return node;
  }

  /** Chooses the answer of an allocation: a drawn one, or the first one, which `next` revisits. */
  private decide(node: number, choose: Choose | null): number {
    const { machine, stack, state } = this;
    const contents = machine.contentOptions(node);
    const mayFail = machine.mayFail();
    if (choose === null) {
      if (contents === 1 && !mayFail) return 0;
      const { depth } = stack;
      stack.push(node, 0, machine.contentAt(0));
      stack.mark[depth] = state.mark();
      stack.facts[depth] = machine.seen.facts;
      stack.occasions[depth] = machine.seen.occasions;
      stack.steps[depth] = this.steps;
      return 0;
    }
    if (mayFail && choose(failureOdds) === 0) return contents;
    const choice = contents === 1 ? 0 : choose(contents);
    stack.push(node, choice, machine.contentAt(choice));
    return choice;
  }
}
