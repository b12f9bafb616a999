/**
 * A scope as a `System`: a transition is one whole operation, with all its choices. Every step is
 * observed, but only the state at the end is stored. Exact for one thread: no other thread could see
 * the states between.
 */

import { factNames, occasionNames } from '../../../invariants/facts.ts';
import type { Engine } from '../../../model/engine.ts';
import { ChoiceStack, failureOdds, undecided } from '../../../model/program/choice-stack.ts';
import { opEnd } from '../../../model/program/history-trie.ts';
import { TransitionOutcome } from '../../../model/program/transition-outcome.ts';
import { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import type { StepCoverage } from '../../../model/step-coverage.ts';
import type {
  Choose,
  ExplainedSystem,
  Fold,
  FoldedSystem,
  StateComponent,
  SystemMemory,
  TransitionRecord,
} from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind, Op } from '../kernel/request.ts';
import { pageBytes } from '../machine/geometry.ts';
import { markedRuns, unusedBlock } from './block-content.ts';
import { StepCompiler } from './compile-step.ts';
import { CompiledSteps } from './compiled/compiled-steps.ts';
import { stateComponents } from './components.ts';
import { compileConditions, conditionsHold } from './conditions.ts';
import { coverageOf } from './coverage.ts';
import { earliestFacts } from './earliest-facts.ts';
import { initialState } from './initial-state.ts';
import type { BlockRecord } from './interleaved-record.ts';
import { VectorLayout } from './layout.ts';
import { VectorMachine } from './machine.ts';
import { PoolFold } from './pool-fold.ts';
import { StepTrie } from './step-trie.ts';
import { StepWord, stepsCounted } from './step-words.ts';

/** Builds the system for searches. Throws `InputError` if the scope does not fit in bytes. */
export function createMemorySystem(scope: Scope, engine: Engine = 'compiled'): MemorySystem {
  return new MemorySystem(scope, engine);
}

export class MemorySystem implements ExplainedSystem, FoldedSystem {
  readonly stateLength: number;
  readonly factNames = factNames;
  readonly occasionNames = occasionNames;
  readonly outcome: TransitionOutcome;
  private readonly scope: Scope;
  private readonly layout: VectorLayout;
  private readonly state: LoggedBytes;
  private readonly trie: StepTrie;
  /** The histories discovered so far; not part of a state. */
  readonly memory: SystemMemory;
  private readonly machine: VectorMachine;
  /** Takes the steps that it can; undefined if the machine takes all. */
  private readonly compiled: CompiledSteps | undefined;
  /** By operation, (byte, mask, wanted) triples: it is enabled if each byte & mask is as wanted. */
  private readonly conditions: Int32Array[];
  private readonly operationsLeft: number;
  private readonly initial: Uint8Array;
  private readonly stack = new ChoiceStack();
  operation = -1;
  private steps = 0;
  private lastNode = 0;

  constructor(scope: Scope, engine: Engine) {
    this.scope = scope;
    this.layout = new VectorLayout(scope);
    this.state = new LoggedBytes(this.layout.at.length);
    const compiler = new StepCompiler(scope, this.layout);
    this.trie = new StepTrie(scope.operations, compiler, this.layout);
    this.memory = this.trie;
    this.machine = new VectorMachine(scope, this.layout, this.trie, compiler, this.state);
    this.compiled =
      engine === 'compiled'
        ? CompiledSteps.of(scope, this.machine, this.state, compiler)
        : undefined;
    this.stateLength = this.layout.at.stateLength;
    this.initial = initialState(scope, this.layout);
    this.operationsLeft = Number.isFinite(scope.operationsMax) ? this.layout.at.operationsLeft : -1;
    this.conditions = scope.operations.map((operation) =>
      compileConditions(this.layout, scope, operation),
    );
    this.outcome = new TransitionOutcome(
      this.state.bytes.subarray(0, this.stateLength),
      this.state.words.subarray(0, (this.stateLength + 3) >> 2),
    );
  }

  get components(): StateComponent[] {
    return stateComponents(this.layout, this.scope);
  }

  get operationLabels(): string[] {
    return this.scope.operations.map(({ label }) => label);
  }

  /** The steps and answers of all histories so far. */
  stepCoverage(): StepCoverage {
    return coverageOf(this.trie, this.scope);
  }

  /** States contain no histories; the shared ones are for `stepCoverage`. */
  share(memory: SharedArrayBuffer): void {
    this.trie.share(memory);
  }

  writeInitial(target: Uint8Array): void {
    target.set(this.initial);
  }

  /** Sets of pools, with recycled contents. */
  fold(): Fold | undefined {
    if (this.scope.fresh !== 'recycled') return undefined;
    const { fresh } = this.machine.memmap;
    return new PoolFold(this.scope, this.layout, fresh, (states, offset) =>
      this.load(states, offset),
    );
  }

  load(states: Uint8Array, offset: number): void {
    this.machine.memmap.fresh.useState();
    if (this.compiled === undefined) {
      const { bytes } = this.state;
      for (let index = 0; index < this.stateLength; index++) bytes[index] = states[offset + index];
      this.machine.loaded();
    } else {
      this.undoTo(0);
      this.compiled.load(states, offset);
    }
    this.state.forget();
    this.stack.depth = 0;
    this.operation = -1;
  }

  next(): boolean {
    if (this.operation >= 0) {
      if (this.resumeAtLastChoice()) return true;
      this.undoTo(0);
    }
    while (++this.operation < this.conditions.length) {
      if (!this.isEnabled(this.operation)) continue;
      this.begin();
      this.run(this.trie.root(this.operation), undecided, null);
      return true;
    }
    return false;
  }

  draw(choose: Choose): boolean {
    let enabled = 0;
    for (let index = 0; index < this.conditions.length; index++) {
      if (this.isEnabled(index)) enabled++;
    }
    if (enabled === 0) return false;
    let skip = choose(enabled);
    this.operation = 0;
    while (!this.isEnabled(this.operation) || skip-- > 0) this.operation++;
    this.begin();
    this.run(this.trie.root(this.operation), undecided, choose);
    return true;
  }

  earliestFacts(watched: number): number {
    const { machine, stack } = this;
    const { depth } = stack;
    this.undoTo(0);
    this.begin();
    stack.depth = depth;
    this.compiled?.forgetCalls();
    const root = this.trie.root(this.operation);
    return earliestFacts(this.trie, machine, this.state, stack, watched, root);
  }

  mayStop(): boolean {
    return true;
  }

  describe(): TransitionRecord {
    const operation = this.scope.operations[this.operation];
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
    const isUnused = this.scope.fresh === 'unused';
    if (kind === AllocKind.page) {
      if (isUnused) contents.push({ attempt, marked: [[0, pageBytes]] });
      return;
    }
    const { pagesPerPmd } = this.layout;
    const content = this.stack.contentAt(node, isUnused ? unusedBlock(pagesPerPmd) : 0);
    if (content === 0) return;
    contents.push({ attempt, marked: markedRuns(content, pagesPerPmd, pageBytes) });
  }

  private isEnabled(operation: number): boolean {
    const { bytes } = this.state;
    if (this.operationsLeft >= 0 && bytes[this.operationsLeft] === 0) return false;
    return conditionsHold(bytes, this.conditions[operation]);
  }

  private begin(): void {
    const { machine, state } = this;
    machine.seen.start();
    this.steps = 0;
    this.stack.depth = 0;
    if (this.operationsLeft >= 0) {
      state.write(this.operationsLeft, state.bytes[this.operationsLeft] - 1);
    }
  }

  /** Backtracks to the last choice with another answer, and takes it; false if there is none. */
  private resumeAtLastChoice(): boolean {
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

  private undoTo(mark: number): void {
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
