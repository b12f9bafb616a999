/** What the thread of the command and the thread of the process say to each other. */

/** What the thread of the command is started with. */
export interface CommandInput {
  readonly argv: readonly string[];
  /** The absolute path of the script that was started, as it was named. */
  readonly script: string;
  /** One word: how often Ctrl-C was pressed. */
  readonly interrupts: Int32Array;
  /** Two words: how many writes that are waited for are over, and the error of the system that one of them met, or 0. */
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
  /** The thread of the command sleeps until it is written. */
  | { readonly kind: 'write-now'; readonly stream: StreamName; readonly chunk: Uint8Array }
  | { readonly kind: 'leave'; readonly exitCode: number };

/** To the thread of the command. A write is answered before the next one of its stream is sent. */
export type ToCommand =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'written'; readonly stream: StreamName; readonly error: WriteError | null };

export interface WriteError {
  readonly message: string;
  readonly code: string | undefined;
}
