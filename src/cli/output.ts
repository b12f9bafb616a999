/** Output of the command line: writes every byte, in order, and records the first failure for the end. */
import type { ByteSink } from '../text/json-pieces.ts';
import { inertText } from '../text/visible-text.ts';
import { joinedInBlocks } from './byte-blocks.ts';
import type { Ink } from './ink.ts';

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
  /** Writes synchronously and throws on failure. Absent if `write` does not block the writer. */
  readonly writeNow?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** Thrown out of work whose output no longer has a reader. */
class OutputGone extends Error {}

export class Output {
  private readonly stream: OutputStream;
  private readonly ink: Ink;
  private failure: Error | null = null;

  constructor(stream: OutputStream, ink: Ink) {
    this.stream = stream;
    this.ink = ink;
    stream.on('error', (error) => {
      this.failure ??= error;
    });
  }

  /** All text is written here: sequences that a terminal or a CI runner would interpret are escaped. */
  write(text: string): void {
    this.stream.write(inertText(this.ink.written(text)));
  }

  /** Text with intended workflow commands. */
  writeCommands(text: string): void {
    this.stream.write(this.ink.written(text));
  }

  /** The bytes that would be written for that text. */
  encode(text: string): Uint8Array {
    return Buffer.from(inertText(this.ink.written(text)));
  }

  /** For a text that does not fit in memory: each piece is written before the next one is made. */
  async writePieces(make: (sink: ByteSink) => void): Promise<void> {
    const { stream } = this;
    await this.lost();
    const write = (bytes: Uint8Array<ArrayBuffer>): void => {
      if (this.failure !== null) throw new OutputGone();
      if (stream.writeNow === undefined) stream.write(bytes);
      else this.attempt(() => stream.writeNow?.(bytes));
    };
    try {
      joinedInBlocks({ encode: (text) => this.encode(text), write }, make);
    } catch (error) {
      if (!(error instanceof OutputGone)) throw error;
    }
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Error) || !('errno' in error)) throw error;
      this.failure ??= error;
      throw new OutputGone();
    }
  }

  /** Waits until everything is written. Null on success, or if the reader of a pipe has gone. */
  async lost(): Promise<Error | null> {
    // A stream calls back in the order of its writes.
    await new Promise((resolve) => this.stream.write('', resolve));
    const { failure } = this;
    return failure !== null && 'code' in failure && failure.code === 'EPIPE' ? null : failure;
  }
}
