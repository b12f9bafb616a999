/** The plain machine as a system for searches: slow, for cross-checks and real geometries. */
import { InputError, ModelError } from '../../../errors.ts';
import { factNames, occasionNames } from '../../../invariants/facts.ts';
import type {
  Choose,
  ExplainedSystem,
  Outcome,
  SystemMemory,
  TransitionRecord,
} from '../../../model/system.ts';
import type { Writable } from '../../../model/writable.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { type AllocationChoices, choicesFrom, drawnChoices, EnumeratedChoices } from './choices.ts';
import { EarliestFacts } from './recorder.ts';
import { type PerformedOperation, ReferenceWorld, recordOf, type WorldSnapshot } from './world.ts';

/** The last transition, for `describe`. */
interface LastTransition {
  readonly operation: Operation;
  readonly performed: PerformedOperation;
}

/**
 * A state vector is the number of an interned state, 4 bytes, little endian. States are numbered in
 * discovery order, so vectors are meaningless to another instance.
 */
export class ReferenceSystem implements ExplainedSystem {
  readonly stateLength = 4;
  readonly factNames = factNames;
  readonly occasionNames = occasionNames;
  readonly outcome: Writable<Outcome> = {
    successor: new Uint8Array(4),
    facts: 0,
    occasions: 0,
    ends: false,
    steps: 0,
  };
  readonly world: ReferenceWorld;
  private readonly scope: Scope;
  private readonly states: WorldSnapshot[] = [];
  private readonly indexOf = new Map<string, number>();
  /**
   * For every state except the initial one: the number of the state that it was discovered from, and
   * the ordinal.
   */
  private readonly foundFrom: number[] = [];
  /** By state: the transition that discovered it, and the previous state; none for the initial one. */
  private readonly foundBy: (
    | { readonly from: number; readonly record: TransitionRecord }
    | undefined
  )[] = [];
  readonly isExpensive = true;
  readonly memory: SystemMemory = {
    save: () => Int32Array.from(this.foundFrom),
    restore: (words) => this.meetAgain(words),
  };
  private readonly initial: number;
  private loaded: WorldSnapshot;
  /** Position of the enumeration: an index into `enabled`, and the choices within it. */
  private enabled: Operation[] = [];
  private position = 0;
  private loadedIndex = 0;
  private ordinal = 0;
  private choices = new EnumeratedChoices();
  private taken: LastTransition | undefined = undefined;

  constructor(scope: Scope) {
    this.scope = scope;
    this.world = new ReferenceWorld(scope);
    this.initial = this.intern();
    this.foundBy.push(undefined);
    this.loaded = this.states[this.initial];
  }

  /** A state is a number here, without parts. */
  readonly components = [];

  get operationLabels(): string[] {
    return this.scope.operations.map(({ label }) => label);
  }

  get operation(): number {
    return this.taken === undefined ? -1 : this.scope.operations.indexOf(this.taken.operation);
  }

  /** Different states discovered so far. */
  get stateCount(): number {
    return this.states.length;
  }

  writeInitial(target: Uint8Array): void {
    writeIndex(target, this.initial);
  }

  load(states: Uint8Array, offset: number): void {
    const view = new DataView(states.buffer, states.byteOffset + offset, 4);
    const index = view.getUint32(0, true);
    if (index >= this.states.length) throw new ModelError(`there is no state ${index}`);
    this.loaded = this.states[index];
    this.loadedIndex = index;
    this.ordinal = 0;
    this.world.restore(this.loaded);
    this.enabled = this.scope.operations.filter((operation) => this.world.isEnabled(operation));
    this.position = 0;
    this.choices = new EnumeratedChoices();
    this.taken = undefined;
  }

  next(): boolean {
    if (this.position >= this.enabled.length) return false;
    this.choices.rewind();
    const known = this.states.length;
    this.take(this.enabled[this.position], this.choices);
    if (this.states.length > known) this.foundFrom.push(this.loadedIndex, this.ordinal);
    this.ordinal++;
    if (!this.choices.advance()) {
      this.position++;
      this.choices = new EnumeratedChoices();
    }
    return true;
  }

  draw(choose: Choose): boolean {
    if (this.enabled.length === 0) return false;
    this.take(this.enabled[choose(this.enabled.length)], drawnChoices(choose));
    return true;
  }

  describe(): TransitionRecord {
    if (this.taken === undefined) throw new ModelError('no transition was taken');
    return recordOf(this.taken.performed, this.taken.operation);
  }

  recordsToLoaded(): TransitionRecord[] {
    const records: TransitionRecord[] = [];
    for (
      let link = this.foundBy[this.loadedIndex];
      link !== undefined;
      link = this.foundBy[link.from]
    ) {
      records.push(link.record);
    }
    return records.reverse();
  }

  /** Discovers the same states again, with as many operations as the first time. */
  private meetAgain(words: Int32Array): void {
    const state = new Uint8Array(4);
    for (let at = 0; at < words.length; at += 2) {
      const [from, ordinal] = words.subarray(at, at + 2);
      if (at === 0 || from !== this.loadedIndex || ordinal < this.ordinal) {
        writeIndex(state, from);
        this.load(state, 0);
      }
      let goesOn = true;
      while (goesOn && this.ordinal <= ordinal) goesOn = this.next();
      if (this.states.length !== at / 2 + 2) throw otherStates();
    }
  }

  earliestFacts(watched: number): number {
    if (this.taken === undefined) throw new ModelError('no transition was taken');
    const { operation, performed } = this.taken;
    const recorder = new EarliestFacts(watched);
    this.world.restore(this.loaded);
    this.world.perform(operation, choicesFrom(performed), { recorder });
    return recorder.earliest;
  }

  /** A run may end without any operation. */
  mayStop(): boolean {
    return true;
  }

  private take(operation: Operation, choices: AllocationChoices): void {
    this.world.restore(this.loaded);
    const performed = this.world.perform(operation, choices, { record: false });
    const { facts, occasions, ends, steps } = performed;
    this.taken = { operation, performed };
    Object.assign(this.outcome, { facts, occasions, ends, steps });
    if (ends) return;
    const index = this.intern();
    if (index === this.foundBy.length) {
      this.foundBy.push({ from: this.loadedIndex, record: this.describe() });
    }
    writeIndex(this.outcome.successor, index);
  }

  private intern(): number {
    const text = this.world.stateText();
    const known = this.indexOf.get(text);
    if (known !== undefined) return known;
    const index = this.states.push(this.world.snapshot()) - 1;
    this.indexOf.set(text, index);
    return index;
  }
}

function writeIndex(target: Uint8Array, index: number): void {
  new DataView(target.buffer, target.byteOffset, 4).setUint32(0, index, true);
}

function otherStates(): InputError {
  return new InputError(
    'the checkpoint was made by another build of the model: its transitions differ; search again from the start',
  );
}
