/**
 * C sources of one architecture: read from a kernel tree or files, stored by name, sent to other
 * threads.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SourceText } from '../../../c/source-text.ts';
import { InputError } from '../../../errors.ts';
import { orInputError } from '../../../files/read-lines.ts';
import type { SourceFile } from '../../../subject/texts.ts';
import { createCParser } from '../../c-kernel/c-parser.ts';
import { nameOfText, readTextBytes, sourceTextOf } from '../../c-kernel/text-files.ts';
import type { Architecture } from '../architecture.ts';
import { Built, type MemmapScope } from '../scope.ts';
import { MemmapPrograms } from '../source.ts';

/** A source as plain data, for another thread. */
interface MemmapTextData {
  readonly name: string;
  readonly files: readonly string[];
  readonly texts: readonly SourceFile[];
  readonly isLazy: boolean;
}

export class MemmapTextStore {
  private readonly architecture: Architecture;
  private readonly sources = new Map<string, MemmapPrograms>();
  private readonly sent: MemmapTextData[] = [];

  constructor(architecture: Architecture) {
    this.architecture = architecture;
  }

  /** The sources that this thread has read. */
  get all(): readonly MemmapTextData[] {
    return this.sent;
  }

  filesOf(name: string): readonly string[] | null {
    return this.sent.find((one) => one.name === name)?.files ?? null;
  }

  contentOf(name: string): readonly SourceFile[] | null {
    return this.sent.find((one) => one.name === name)?.texts ?? null;
  }

  /** Throws `InputError` if the source of the scope was not read. */
  build(scope: MemmapScope): Built {
    const source = this.sources.get(scope.revision);
    if (source !== undefined) return new Built(scope, source);
    const { path } = this.architecture;
    throw new InputError(
      `revision is the C source ${scope.revision}, which was not read; name a kernel tree or its ${path} with --source`,
    );
  }

  async receive(data: unknown): Promise<void> {
    const parser = await createCParser();
    for (const one of data as readonly MemmapTextData[]) {
      if (this.sources.has(one.name)) continue;
      const texts = one.texts.map(({ file, text, path }) => new SourceText(file, text, path));
      this.keep(new MemmapPrograms(parser, this.architecture, { ...one, texts }), one.files);
    }
  }

  keep(source: MemmapPrograms, files: readonly string[]): void {
    const { name, isLazy } = source;
    this.sources.set(name, source);
    const texts = source.texts.map(({ file, text, path }) => ({ file, text, path }));
    this.sent.push({ name, files, texts, isLazy });
  }

  /** The checked file and the files with helpers, under their names on disk. */
  filesAt(path: string, further: readonly string[]): string[] {
    if (!orInputError(path, () => statSync(path)).isDirectory()) return [path, ...further];
    const { path: file, helpers } = this.architecture;
    const given = further.map((one) => resolve(one));
    const others = helpers
      .map((one) => join(path, one))
      .filter((one) => !given.includes(resolve(one)));
    return [join(path, file), ...further, ...others];
  }

  async source(path: string, further: readonly string[], isLazy: boolean): Promise<MemmapPrograms> {
    const files = this.filesAt(path, further);
    const contents = files.map((file) => readTextBytes(file));
    const source = new MemmapPrograms(await createCParser(), this.architecture, {
      name: nameOfText(files[0], contents),
      texts: files.map((file, index) => sourceTextOf(file, contents[index])),
      isLazy,
    });
    return source;
  }
}
