/** The state vector as the steps of the machine see it: bytes to read, and one way to write them. */

export interface StateBytes {
  /** To be read only: a write here would be neither checked nor taken back. */
  readonly bytes: Uint8Array;
  write(index: number, value: number): void;
}
