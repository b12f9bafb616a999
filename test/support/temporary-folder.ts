/** Folders for the files of tests: created before a test and removed after it, even if it fails. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/** Only valid while a test or hook runs; at other times there is no folder. */
export class TemporaryFolder {
  private made: string | null = null;

  make(): void {
    this.made = mkdtempSync(join(tmpdir(), 'tablewalk-'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
    this.made = null;
  }

  get path(): string {
    if (this.made === null) throw new Error('there is a temporary folder only while a test runs');
    return this.made;
  }

  /** The path of this name in the folder, whether it exists or not. */
  at(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file, and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = this.at(name);
    writeFileSync(file, content);
    return file;
  }

  /** The text with DIR in place of the path, which differs each time. */
  masked(text: string): string {
    return text.replaceAll(this.path, 'DIR');
  }
}

/** An empty folder for each test of the file. */
export function folderForEachTest(): TemporaryFolder {
  const folder = new TemporaryFolder();
  beforeEach(() => folder.make());
  afterEach(() => folder.remove());
  return folder;
}

/** One folder for all tests of the file. */
export function folderForAllTests(): TemporaryFolder {
  const folder = new TemporaryFolder();
  beforeAll(() => folder.make());
  afterAll(() => folder.remove());
  return folder;
}
