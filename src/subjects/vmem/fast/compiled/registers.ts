/** The data of compiled steps: the state, the records of the trie, and the observations so far. */
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { Scope } from '../../environment/scope.ts';
import type { StepCompiler } from '../compile-step.ts';
import type { FieldOffsets } from '../field-offsets.ts';
import type { VectorLayout } from '../layout.ts';
import type { VectorMachine } from '../machine.ts';
import { StepWord } from '../step-words.ts';
import type { ThreadFrame } from '../thread-frame.ts';
import { RestMasks } from './rest-masks.ts';

/** The code of a step that the machine must execute: it is unusual, and has had no effect yet. */
export const unusual = -1;

/** One object for all steps, so that they share plain fields. */
export class Registers {
  /** Steps, facts and occasions of a run. */
  steps = 0;
  protected facts = 0;
  protected occasions = 0;
  /** The current arrays of the trie records and of the state log. */
  protected records: Int32Array;
  protected log: Int32Array;
  protected logged = 0;
  protected readonly bytes: Uint8Array;
  protected readonly machine: VectorMachine;
  protected readonly state: LoggedBytes;
  protected readonly compiler: StepCompiler;
  protected readonly layout: VectorLayout;
  protected readonly field: FieldOffsets;
  protected readonly own: ThreadFrame;
  readonly masks: RestMasks;
  protected readonly failuresMax: number;
  /** Freeing a block changes the pool. */
  protected readonly isRecycled: boolean;

  constructor(scope: Scope, machine: VectorMachine, state: LoggedBytes, compiler: StepCompiler) {
    this.machine = machine;
    this.state = state;
    this.compiler = compiler;
    this.layout = machine.layout;
    this.field = machine.layout.at;
    this.own = machine.own;
    this.bytes = state.bytes;
    this.log = state.log;
    this.records = machine.trie.records;
    this.masks = new RestMasks(scope, machine.layout, machine.memmap);
    this.failuresMax = scope.config.failAllocs;
    this.isRecycled = scope.config.fresh === 'recycled';
  }

  /** Writes a byte. The log must have room. */
  protected write(index: number, value: number): void {
    this.log[this.logged++] = (index << 8) | this.bytes[index];
    this.bytes[index] = value;
  }

  /** Writes a byte that may already have that value. */
  protected change(index: number, value: number): void {
    if (this.bytes[index] !== value) this.write(index, value);
  }

  /** True if a bit of the guard of a record is set. */
  protected isHit(at: number): boolean {
    const { bytes } = this;
    const { guards } = this.compiler;
    const end = this.records[at + StepWord.guardEnd];
    for (let guard = this.records[at + StepWord.guardStart]; guard < end; guard += 2) {
      if ((bytes[guards[guard]] & guards[guard + 1]) !== 0) return true;
    }
    return false;
  }
}
