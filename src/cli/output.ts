/** Where the command line writes: every byte, in order, and the first failure is kept for the end. */
import type { ByteSink } from '../text/json-pieces.ts';
import { inertText } from '../text/visible-text.ts';
import { joinedInBlocks } from './byte-blocks.ts';
import type { Ink } from './ink.ts';

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Of a terminal: how long its lines are. */
  readonly columns?: number | undefined;
  /** Writes and returns when all is written; throws if it cannot be. Absent: `write` does not keep a writer waiting. */
  readonly writeNow?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** Thrown out of work whose output nobody takes any more. */
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

  /** The one place where text leaves: what could act on a terminal or a CI runner is escaped here. */
  write(text: string): void {
    this.stream.write(inertText(this.ink.written(text)));
  }

  /** Text with workflow commands that are meant. */
  writeCommands(text: string): void {
    this.stream.write(this.ink.written(text));
  }

  /** What would leave for that text. */
  encode(text: string): Uint8Array {
    return Buffer.from(inertText(this.ink.written(text)));
  }

  /** For a text that is too large for memory: nothing is made before what was made earlier is written. */
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

  /** Waits until all is written. Null if it is, or if the reader of a pipe has gone. */
  async lost(): Promise<Error | null> {
    // A stream calls back in the order of its writes.
    await new Promise((resolve) => this.stream.write('', resolve));
    const { failure } = this;
    return failure !== null && 'code' in failure && failure.code === 'EPIPE' ? null : failure;
  }
}
