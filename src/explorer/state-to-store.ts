/** The state that a search is about to store: its bytes, its fingerprint, and whether it is new. */
import {
  type Fingerprint64,
  isReversible,
  type ReversibleSystem,
  type System,
} from '../model/system.ts';
import type { ExactSet } from './exact-set.ts';
import { Fingerprint } from './fingerprint.ts';
import { stateBuffer } from './state-buffer.ts';
import type { FingerprintTable } from './visited-set.ts';

export class StateToStore {
  /** The system, if it maintains fingerprints; they are queued with the states. */
  readonly reversible: ReversibleSystem | undefined;
  /** Maintained by the system, or computed here. */
  readonly fingerprint: Fingerprint64;
  /** As bytes and as words; the padding bytes stay zero. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  private readonly ownFingerprint = new Fingerprint();
  private readonly system: System;
  private readonly table: FingerprintTable;
  private readonly exactSet: ExactSet | undefined;

  constructor(system: System, table: FingerprintTable, exactSet: ExactSet | undefined) {
    const { words, bytes } = stateBuffer(system.stateLength);
    this.reversible = isReversible(system) ? system : undefined;
    this.fingerprint = this.reversible?.fingerprint ?? this.ownFingerprint;
    this.words = words;
    this.bytes = bytes;
    this.system = system;
    this.table = table;
    this.exactSet = exactSet;
  }

  /** Copies a state that is in the visited set already. */
  take(state: Uint8Array): void {
    this.bytes.set(state);
    if (this.reversible === undefined) this.ownFingerprint.take(this.words);
  }

  /** Inserts the state into the visited set; if it is new, `words` holds it. */
  isNew(state: Uint8Array): boolean {
    if (this.reversible !== undefined && this.exactSet === undefined) {
      const isNew = this.table.insert(this.fingerprint.low, this.fingerprint.high);
      if (isNew) this.bytes.set(state);
      return isNew;
    }
    const words = this.system.outcome.words;
    if (
      this.exactSet === undefined &&
      words !== undefined &&
      state === this.system.outcome.successor
    ) {
      this.ownFingerprint.take(words);
      const isNew = this.table.insert(this.ownFingerprint.low, this.ownFingerprint.high);
      if (isNew) this.words.set(words);
      return isNew;
    }
    this.bytes.set(state);
    if (this.exactSet !== undefined) return this.exactSet.insert(this.words);
    this.ownFingerprint.take(this.words);
    return this.table.insert(this.ownFingerprint.low, this.ownFingerprint.high);
  }
}
