/** Output of the command line: colours, and every byte in order; the first failure is recorded for the end. */

import { randomUUID } from 'node:crypto';
import picocolors from 'picocolors';
import type { ByteSink } from '../text/json-pieces.ts';
import type { Paint } from '../text/paragraph.ts';
import { inertText, visibleText } from '../text/visible-text.ts';

const blockBytes = 1 << 20;

interface BlockSink {
  readonly encode: (text: string) => Uint8Array;
  /** The block is not reused. */
  readonly write: (block: Uint8Array<ArrayBuffer>) => void;
}

/** Passes what `make` writes to `sink` in blocks; all of it is written when `make` returns. */
export function joinedInBlocks({ encode, write }: BlockSink, make: (sink: ByteSink) => void): void {
  let block = new Uint8Array(blockBytes);
  let filled = 0;
  const flush = (): void => {
    if (filled === 0) return;
    write(block.subarray(0, filled));
    block = new Uint8Array(blockBytes);
    filled = 0;
  };
  make({
    encode,
    write: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + blockBytes - filled);
        block.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === blockBytes) flush();
      }
    },
  });
  flush();
}

const { bold, green, red, yellow } = picocolors.createColors(true);
const styles = { bad: red, good: green, unsure: yellow, strong: bold } as const;

export class Ink {
  readonly paint: Omit<Paint, 'self'>;
  /** Random, so no file or argument can contain a mark. */
  private readonly key = randomUUID();
  private readonly signs = new Map<string, string>();

  constructor() {
    this.paint = {
      bad: this.painter('bad'),
      good: this.painter('good'),
      unsure: this.painter('unsure'),
      strong: this.painter('strong'),
    };
  }

  /** The text as written: only with our own terminal sequences. */
  written(text: string): string {
    const visible = visibleText(text);
    if (!visible.includes(this.key)) return visible;
    return visible.replaceAll(
      new RegExp(`${this.key}(?:begin|end)-[a-z]+;`, 'g'),
      (mark) => this.signs.get(mark) ?? '',
    );
  }

  private painter(name: keyof typeof styles): (text: string) => string {
    const begin = `${this.key}begin-${name};`;
    const end = `${this.key}end-${name};`;
    const [before, after] = styles[name]('|').split('|');
    this.signs.set(begin, before).set(end, after);
    return (text) => begin + text + end;
  }
}

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
