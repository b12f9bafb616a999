/**
 * The log of one recording: what the plugin writes is copied operation by operation, and gets its
 * header at the end.
 */
import { closeSync, openSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sectionBytesOf } from './guest-information.ts';

const copyBytes = 1 << 20;

export class PluginLog {
  /** The plugin writes here. */
  readonly raw: string;
  private readonly folder: string;
  private readonly body: string;
  private copied = 0;
  private structPage: number | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.raw = join(folder, 'raw.log');
    this.body = join(folder, 'body.log');
  }

  /** Earlier output of the plugin is omitted. */
  begin(hasPlugin: boolean): void {
    writeFileSync(this.body, '');
    if (hasPlugin) this.copied = statSync(this.raw).size;
  }

  append(text: string): void {
    writeFileSync(this.body, text, { flag: 'a' });
  }

  /** Copies what the plugin has written since. */
  copyNew(): void {
    const from = openSync(this.raw, 'r');
    const to = openSync(this.body, 'a');
    const buffer = Buffer.allocUnsafe(copyBytes);
    for (;;) {
      const bytes = readSync(from, buffer, 0, copyBytes, this.copied);
      if (bytes === 0) break;
      const piece = buffer.subarray(0, bytes);
      this.structPage ??= pageOf(piece.toString('latin1'));
      writeSync(to, piece);
      this.copied += bytes;
    }
    closeSync(from);
    closeSync(to);
  }

  /** Returns the file of the whole log. */
  finish(information: readonly string[]): string {
    const log = join(this.folder, 'log');
    const section = sectionBytesOf(information);
    const all = [...information];
    const memmap = this.structPage;
    if (memmap !== null && !all.some((line) => line.startsWith('I structPage '))) {
      all.push(`I structPage ${((memmap * 4096) / section).toString(16)}`);
    }
    writeFileSync(log, `tablewalk-log 1 writes\n${all.join('\n')}\n`);
    const to = openSync(log, 'a');
    const from = openSync(this.body, 'r');
    const buffer = Buffer.allocUnsafe(copyBytes);
    for (let bytes = readSync(from, buffer); bytes > 0; bytes = readSync(from, buffer)) {
      writeSync(to, buffer, 0, bytes);
    }
    closeSync(from);
    closeSync(to);
    return log;
  }
}

/** Bytes of memmap in one call: those of a section, because memory is plugged section by section. */
function pageOf(text: string): number | null {
  const [, start, end] = /^C vmemmap_populate ([0-9a-f]+) ([0-9a-f]+) /m.exec(text) ?? [];
  return end === undefined ? null : Number.parseInt(end, 16) - Number.parseInt(start, 16);
}
