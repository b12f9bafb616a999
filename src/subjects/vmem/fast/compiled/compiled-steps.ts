/**
 * Executes the steps of operations in one loop until something unusual happens. Unusual steps are
 * left to the single-step machine, which executes all steps with `--engine generic` and so serves as
 * a check.
 *
 * The loop reads the records of the trie, one cache line each, and writes the bytes of the state and
 * their log itself. An unknown step ends the loop before it has any effect.
 */
import {
  codesInRecord,
  opEnd,
  recordChildren,
  recordOp,
  recordShift,
} from '../../../../model/program/history-trie.ts';
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { Scope } from '../../environment/scope.ts';
import { Op } from '../../kernel/request.ts';
import type { StepCompiler } from '../compile-step.ts';
import { hasOrigins } from '../field-offsets.ts';
import { EntryByte } from '../layout.ts';
import type { VectorMachine } from '../machine.ts';
import { StepWord, stepsCounted } from '../step-words.ts';
import { CallCode } from './call-code.ts';
import { unusual } from './registers.ts';
import { RestMasks } from './rest-masks.ts';

const { classMask, none, leaf, table } = EntryByte;

/** Answers of a read, by class; a freed object is still in the entry. */
const answers = Uint8Array.from([none, leaf, table, 0, 0, leaf, table, 0]);

/** Maximum writes of one step, except for writes of a flush to entries. */
const writesOfStep = 64;

export class CompiledSteps extends CallCode {
  /** Undefined for a scope in which the machine must execute all steps. */
  static of(
    scope: Scope,
    machine: VectorMachine,
    state: LoggedBytes,
    compiler: StepCompiler,
  ): CompiledSteps | undefined {
    const fits = RestMasks.fits(scope, machine.layout) && !hasOrigins(scope);
    return fits ? new CompiledSteps(scope, machine, state, compiler) : undefined;
  }

  /**
   * Loads a state after all writes were undone: processes only the parts that differ from the
   * previous state.
   */
  load(states: Uint8Array, offset: number): void {
    const { bytes, layout, masks } = this;
    const { entryCount, entryTable, at } = layout;
    for (let index = 0; index < at.stateLength; index++) {
      const old = bytes[index];
      const value = states[offset + index];
      if (old === value) continue;
      bytes[index] = value;
      if (index >= entryCount) continue;
      masks.changed(index);
      const wasUsed = (old & classMask) === none ? 0 : 1;
      const isUsed = (value & classMask) === none ? 0 : 1;
      bytes[at.used + entryTable[index]] += isUsed - wasUsed;
    }
  }

  /** Writes were undone. */
  undone(): void {
    this.masks.undone(this.state.logged);
  }

  /**
   * Executes steps from `start`. Returns the node at which the operation or the path ends, or an
   * allocation has several answers.
   */
  run(start: number): number {
    const { state, machine, bytes } = this;
    const { trie, seen } = machine;
    const room = this.layout.entryCount + writesOfStep;
    this.start();
    let { records } = trie;
    let steps = 0;
    let node = start;
    for (;;) {
      if (this.logged + room > this.log.length) this.makeRoom(room);
      const at = node << recordShift;
      const op = records[at + recordOp];
      let code: number;
      if (op === Op.read) code = answers[bytes[records[at + StepWord.entry]] & classMask];
      else if (op === Op.follow) code = this.follow(at);
      else if (op === Op.scanTable) code = bytes[records[at + StepWord.used]] === 0 ? 1 : 0;
      else code = this.step(op, at);
      if (code === unusual) {
        if (op === opEnd || op === Op.alloc) break;
        code = this.byMachine(node);
        if (seen.ended) {
          steps += stepsCounted(op);
          break;
        }
      }
      steps += stepsCounted(op);
      const next = records[at + recordChildren + code];
      if (next !== 0 && code < codesInRecord) node = next;
      else {
        node = trie.next(node, code);
        records = trie.records;
        this.records = records;
      }
    }
    this.steps = steps;
    state.logged = this.logged;
    this.showSeen();
    return node;
  }

  private start(): void {
    this.facts = 0;
    this.occasions = 0;
    this.logged = this.state.logged;
    this.log = this.state.log;
    this.records = this.machine.trie.records;
  }

  private byMachine(node: number): number {
    const { state, machine } = this;
    state.logged = this.logged;
    this.showSeen();
    const code = machine.step(node, -1);
    this.logged = state.logged;
    this.log = state.log;
    return code;
  }

  /** The facts of a machine may be beyond the first 31. */
  private showSeen(): void {
    const { seen } = this.machine;
    seen.occasions |= this.occasions;
    if (this.facts !== 0) seen.facts |= this.facts;
    this.facts = 0;
  }

  /**
   * Executes the step of a record and returns the code of its answer, or `unusual`. V8 compiles only
   * literal cases to a jump table.
   */
  private step(op: number, at: number): number {
    switch (op) {
      case 1 satisfies typeof Op.lock:
        return this.lock(at);
      case 2 satisfies typeof Op.unlock:
        return this.unlock(at);
      case 6 satisfies typeof Op.alloc:
        return this.alloc(at);
      case 7 satisfies typeof Op.setTable:
      case 8 satisfies typeof Op.setIdentity:
      case 9 satisfies typeof Op.setMemmap:
        return this.set(at);
      case 10 satisfies typeof Op.clear:
        return this.clear(at);
      case 11 satisfies typeof Op.freeTable:
        return this.freeTable(at);
      case 12 satisfies typeof Op.freeMemmap:
        return this.freeMemmap(at);
      case 15 satisfies typeof Op.testUnused:
        return this.testUnused(at);
      case 16 satisfies typeof Op.tailIsSet:
        return this.bytes[this.field.tail] === 0 ? 0 : 1;
      case 17 satisfies typeof Op.tailIs:
        return this.tailIs(at);
      case 19 satisfies typeof Op.setTail:
        this.change(this.field.tail, this.records[at + StepWord.tail]);
        return 0;
      case 20 satisfies typeof Op.flush:
        return this.flush(at);
      case 21 satisfies typeof Op.count:
        return this.count(at);
      case 22 satisfies typeof Op.warn:
        return 0;
      case 23 satisfies typeof Op.call:
        return this.call(at);
      case 24 satisfies typeof Op.return:
        return this.return(at);
      case 26 satisfies typeof Op.freeHeld:
        return this.freeHeld(at);
      default:
        return unusual;
    }
  }

  private makeRoom(writes: number): void {
    this.state.logged = this.logged;
    this.state.reserve(writes);
    this.log = this.state.log;
  }
}
