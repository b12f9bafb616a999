/** The state that a worker is about to store: words, with zero padding bytes, and fingerprint. */
import { ModelError } from '../../errors.ts';
import {
  type Fingerprint64,
  isReversible,
  type ReversibleSystem,
  type System,
} from '../../model/system.ts';
import { Fingerprint } from '../fingerprint.ts';
import { stateBuffer } from '../state-buffer.ts';

export class CurrentState {
  readonly words: Int32Array;
  /** Result of the last `fingerprintOf`. */
  readonly fingerprint: Fingerprint64;
  private readonly bytes: Uint8Array;
  private readonly system: System;
  /** The system, if it maintains fingerprints. */
  private readonly reversible: ReversibleSystem | undefined;
  private readonly ownFingerprint = new Fingerprint();

  constructor(system: System) {
    this.system = system;
    this.reversible = isReversible(system) ? system : undefined;
    this.fingerprint = this.reversible?.fingerprint ?? this.ownFingerprint;
    const { words, bytes } = stateBuffer(system.stateLength);
    this.words = words;
    this.bytes = bytes;
  }

  /** Takes the initial state of the system. */
  takeInitial(): void {
    this.system.writeInitial(this.bytes);
    if (this.reversible === undefined) this.ownFingerprint.take(this.words);
    else this.reversible.load(this.bytes, 0);
  }

  /** Loads a state that was stored with this fingerprint. */
  load(states: Uint8Array, offset: number, low: number, high: number): void {
    if (this.reversible === undefined) this.system.load(states, offset);
    else this.reversible.loadWith(states, offset, low, high);
  }

  /** The fingerprint of the current successor; `words` holds the state only after `take`. */
  fingerprintOf(successor: Uint8Array): Fingerprint64 {
    if (successor.length !== this.bytes.length) {
      throw new ModelError(
        `a successor has ${successor.length} bytes, a state ${this.bytes.length}`,
      );
    }
    if (this.reversible === undefined) {
      this.bytes.set(successor);
      this.ownFingerprint.take(this.words);
    }
    return this.fingerprint;
  }

  take(successor: Uint8Array): void {
    this.bytes.set(successor);
  }
}
