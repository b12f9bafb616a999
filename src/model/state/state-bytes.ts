/** The state vector for the steps of the machine: bytes to read, and a method to write them. */

export interface StateBytes {
  /** Read-only: a write here would be neither checked nor undone. */
  readonly bytes: Uint8Array;
  write(index: number, value: number): void;
}
