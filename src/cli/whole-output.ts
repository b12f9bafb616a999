/** The output streams of the process; no byte is lost. Imports little, because the process starts with it. */
import { fstatSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { writeAll } from '../files/write-all.ts';
import type { OutputStream } from './output.ts';

/** Files and devices: the stream of Node ignores how many bytes the system wrote. */
class FileOutput extends Writable {
  private readonly descriptor: number;

  constructor(descriptor: number) {
    super();
    this.descriptor = descriptor;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    try {
      writeAll(this.descriptor, chunk);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** `stream` is that of Node, correct for terminals, pipes and sockets. */
export function wholeOutput(stream: NodeJS.WriteStream & { readonly fd: number }): OutputStream {
  const { fd } = stream;
  const status = fstatSync(fd);
  const isPlain = status.isFile() || (status.isCharacterDevice() && !isatty(fd));
  return isPlain ? new FileOutput(fd) : stream;
}
