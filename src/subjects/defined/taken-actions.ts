/** Records the actions that the searches of a system took, in all threads together. */
import type { Coverage, Unreached } from '../../subject/reach.ts';

/** A byte per action, 1 if it was taken; threads only ever write 1. */
export type TakenBytes = Uint8Array<SharedArrayBuffer>;

export class TakenActions {
  readonly bytes: TakenBytes;
  private readonly names: readonly string[];

  constructor(names: readonly string[], bytes?: TakenBytes) {
    this.names = names;
    this.bytes = bytes ?? new Uint8Array(new SharedArrayBuffer(names.length));
  }

  *[Symbol.iterator](): Generator<string> {
    for (const [index, name] of this.names.entries()) if (this.bytes[index] === 1) yield name;
  }

  /** Adds the actions that a saved search took. */
  restore(names: readonly string[]): void {
    const taken = new Set(names);
    for (const [index, name] of this.names.entries()) if (taken.has(name)) this.bytes[index] = 1;
  }

  /** Actions that no search took. */
  neverTaken(coverages: readonly Coverage[]): Unreached[] {
    const taken = new Set(coverages.flatMap(({ features }) => features));
    return this.names
      .filter((name) => !taken.has(name))
      .map((name) => ({ kind: 'action', name, meaning: 'an action of the system', needs: null }));
  }
}
