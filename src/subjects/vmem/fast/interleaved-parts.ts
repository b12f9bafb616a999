/** The parts of a system of interleaving threads: layout, machine, tries of histories, turns. */
import { factNames, occasionNames } from '../../../invariants/facts.ts';
import type { ThreadSymmetry } from '../../../model/program/thread-symmetry.ts';
import { TransitionOutcome } from '../../../model/program/transition-outcome.ts';
import { HashedBytes } from '../../../model/state/hashed-bytes.ts';
import type { StepCoverage } from '../../../model/step-coverage.ts';
import type { StateComponent } from '../../../model/system.ts';
import type { Interleaving, Scope } from '../environment/scope.ts';
import { StepCompiler } from './compile-step.ts';
import { stateComponents } from './components.ts';
import { coverageOf } from './coverage.ts';
import { initialState } from './initial-state.ts';
import { VectorLayout } from './layout.ts';
import { VectorMachine } from './machine.ts';
import { StaleHandles } from './stale-handles.ts';
import { StepTrie } from './step-trie.ts';
import { threadSymmetry } from './thread-places.ts';
import { Turns } from './turns.ts';

export class InterleavedParts {
  readonly stateLength: number;
  readonly factNames = factNames;
  readonly occasionNames = occasionNames;
  readonly outcome: TransitionOutcome;
  readonly fingerprint: HashedBytes;
  protected readonly scope: Scope;
  protected readonly interleaving: Interleaving;
  readonly layout: VectorLayout;
  protected readonly state: HashedBytes;
  protected readonly trie: StepTrie;
  /** A state contains the positions of its threads as nodes, numbered in discovery order. */
  readonly memory: StepTrie;
  protected readonly machine: VectorMachine;
  protected readonly stale: StaleHandles;
  protected readonly turns: Turns;
  protected readonly symmetry: ThreadSymmetry;
  protected readonly threadCount: number;
  protected readonly operationsLeft: number;
  protected readonly initial: Uint8Array;
  protected readonly isBounded: boolean;

  constructor(scope: Scope, interleaving: Interleaving) {
    this.scope = scope;
    this.interleaving = interleaving;
    this.layout = new VectorLayout(scope);
    const { at } = this.layout;
    this.state = new HashedBytes(at.length, at.stateLength);
    this.fingerprint = this.state;
    const compiler = new StepCompiler(scope, this.layout);
    this.trie = new StepTrie(scope.operations, compiler, this.layout);
    this.memory = this.trie;
    this.machine = new VectorMachine(scope, this.layout, this.trie, compiler, this.state);
    const { own, seen, origins } = this.machine;
    this.threadCount = interleaving.threads.length;
    this.stale = new StaleHandles(scope, this.layout, this.trie, this.state, own, seen, origins);
    this.stateLength = at.stateLength;
    this.initial = initialState(scope, this.layout);
    this.operationsLeft = Number.isFinite(scope.operationsMax) ? at.operationsLeft : -1;
    this.isBounded = interleaving.preemptionsMax !== Infinity;
    this.turns = new Turns(scope, interleaving, this.layout, this.trie, this.state, own);
    this.symmetry = threadSymmetry(interleaving, this.layout, this.state);
    this.outcome = new TransitionOutcome(this.state.bytes.subarray(0, this.stateLength));
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

  /** A state contains the positions of its threads as nodes, numbered in discovery order. */
  share(memory: SharedArrayBuffer): void {
    this.trie.share(memory);
  }
}
