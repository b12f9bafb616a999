/** Where the command line writes: every byte, in order, and the first failure is kept for the end. */
import { inertText } from '../cli-api.ts';
import type { Ink } from './ink.ts';

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Of a terminal: how long its lines are. */
  readonly columns?: number | undefined;
}

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

  /** Waits until all is written. Null if it is, or if the reader of a pipe has gone. */
  async lost(): Promise<Error | null> {
    // A stream calls back in the order of its writes.
    await new Promise((resolve) => this.stream.write('', resolve));
    const { failure } = this;
    return failure !== null && 'code' in failure && failure.code === 'EPIPE' ? null : failure;
  }
}
