/** An empty corpus for each test of a file, and commands that use it. */

import { readdirSync } from 'node:fs';
import type { Counterexample } from '../../src/counterexample/counterexample.ts';
import { cli } from './fake-io.ts';
import { folderForEachTest, type TemporaryFolder } from './temporary-folder.ts';
import { formatVmem } from './vmem-files.ts';

export class CorpusFolder {
  /** Other folders, and the corpus itself. */
  readonly around: TemporaryFolder;

  constructor(around: TemporaryFolder) {
    this.around = around;
  }

  get path(): string {
    return this.around.at('corpus');
  }

  /** The names of its files. */
  files(): string[] {
    return readdirSync(this.path);
  }

  /** Writes a counterexample next to the corpus, and returns its path. */
  beside(name: string, counterexample: Counterexample): string {
    return this.around.write(name, formatVmem(counterexample));
  }

  /** The exit code and the output, with DIR for the parent folder of the corpus. */
  async run(action: string, ...argv: readonly string[]): Promise<[exitCode: number, text: string]> {
    const line = ['corpus', action, ...argv, '--dir', this.path];
    const { exitCode, stdout, stderr } = await cli(line);
    return [exitCode, this.around.masked(stdout + stderr)];
  }

  add(...argv: readonly string[]): Promise<[exitCode: number, text: string]> {
    return this.run('add', ...argv);
  }
}

export function corpusForEachTest(): CorpusFolder {
  return new CorpusFolder(folderForEachTest());
}
