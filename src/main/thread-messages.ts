/** Messages between the thread of the command and the main thread. */

/** Start parameters of the thread of the command. */
export interface CommandInput {
  readonly argv: readonly string[];
  /** The absolute path of the started script, as given. */
  readonly script: string;
  /** One word: how often Ctrl-C was pressed. */
  readonly interrupts: Int32Array;
  /** Two words: the number of awaited writes that are done, and the error number of one of them, or 0. */
  readonly written: Int32Array;
  readonly stdout: StreamTraits;
  readonly stderr: StreamTraits;
}

export interface StreamTraits {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

export type StreamName = 'stdout' | 'stderr';

/** From the thread of the command. */
export type FromCommand =
  | { readonly kind: 'write'; readonly stream: StreamName; readonly chunk: Uint8Array }
  /** The thread of the command sleeps until this chunk is written. */
  | { readonly kind: 'write-now'; readonly stream: StreamName; readonly chunk: Uint8Array }
  | { readonly kind: 'leave'; readonly exitCode: number };

/** To the thread of the command. A write is answered before the next one to its stream is sent. */
export type ToCommand =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'written'; readonly stream: StreamName; readonly error: WriteError | null };

export interface WriteError {
  readonly message: string;
  readonly code: string | undefined;
}
