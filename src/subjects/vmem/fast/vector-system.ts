/** What the systems with one thread and with several share: the layout of a state, the trie, the machine. */
import { factNames, occasionNames } from '../../../invariants/facts.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { StepCoverage } from '../../../model/step-coverage.ts';
import type { StateComponent } from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import { StepCompiler } from './compile-step.ts';
import { stateComponents } from './components.ts';
import { coverageOf } from './coverage.ts';
import { initialState } from './initial-state.ts';
import { VectorLayout } from './layout.ts';
import { VectorMachine } from './machine.ts';
import { StepTrie } from './step-trie.ts';

export class VectorSystem<State extends StateBytes> {
  readonly stateLength: number;
  readonly factNames = factNames;
  readonly occasionNames = occasionNames;
  readonly layout: VectorLayout;
  /** The histories discovered so far. */
  readonly memory: StepTrie;
  protected readonly scope: Scope;
  protected readonly state: State;
  protected readonly compiler: StepCompiler;
  protected readonly trie: StepTrie;
  protected readonly machine: VectorMachine;
  protected readonly initial: Uint8Array;

  /** Throws `InputError` if the scope does not fit in bytes. */
  constructor(scope: Scope, newState: (layout: VectorLayout) => State) {
    this.scope = scope;
    this.layout = new VectorLayout(scope);
    this.state = newState(this.layout);
    this.compiler = new StepCompiler(scope, this.layout);
    this.trie = new StepTrie(scope.operations, this.compiler, this.layout);
    this.memory = this.trie;
    this.machine = new VectorMachine(scope, this.layout, this.trie, this.compiler, this.state);
    this.stateLength = this.layout.at.stateLength;
    this.initial = initialState(scope, this.layout);
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

  writeInitial(target: Uint8Array): void {
    target.set(this.initial);
  }

  /** With threads, a state contains their positions as nodes of the trie, numbered in discovery order. */
  share(memory: SharedArrayBuffer): void {
    this.trie.share(memory);
  }
}
