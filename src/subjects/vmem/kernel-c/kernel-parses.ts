/** The texts of a kernel, parsed for machines with and without KASAN: only what the configuration changes is parsed twice. */
import { type ParsedText, parseTexts } from '../../../c/parse-unit.ts';
import type { Configuration } from '../../../c/preprocess/preprocess.ts';
import type { SourceText } from '../../../c/source-text.ts';
import { CParser } from '../../../c/syntax.ts';
import { InputError, ModelError } from '../../../errors.ts';
import { vocabulary } from '../../c-kernel/vocabulary.ts';

/** Configuration that is on in every scope; `configurationOf` adds what depends on the machine. */
const alwaysOn: Configuration = {
  CONFIG_64BIT: 1,
  CONFIG_MEMORY_HOTPLUG: 1,
  CONFIG_MEMORY_HOTREMOVE: 1,
  CONFIG_SPARSEMEM_VMEMMAP: 1,
};

const kasanOption = 'CONFIG_KASAN';

export function configurationOf(isKasan: boolean): Configuration {
  return isKasan ? { ...alwaysOn, [kasanOption]: 1 } : alwaysOn;
}

/** For a thread that has no parser. */
export interface ParsedTexts {
  readonly plain: readonly ParsedText[];
  /** Absent if the thread needs none, or if a text cannot be parsed so. */
  readonly kasan?: readonly ParsedText[];
}

export class KernelParses {
  private readonly parser: CParser | null;
  private readonly texts: readonly SourceText[];
  private plain: readonly ParsedText[] | undefined;
  private kasan: readonly ParsedText[] | undefined;

  constructor(parser: CParser | ParsedTexts, texts: readonly SourceText[]) {
    this.parser = parser instanceof CParser ? parser : null;
    this.texts = texts;
    if (!(parser instanceof CParser)) this.learn(parser);
  }

  learn({ plain, kasan }: ParsedTexts): void {
    this.plain ??= plain;
    this.kasan ??= kasan;
  }

  /** Throws `InputError` if a text cannot be parsed. */
  of(isKasan: boolean): readonly ParsedText[] {
    this.plain ??= this.parsedBy(false);
    if (!isKasan) return this.plain;
    const isTested = this.plain.some(({ takenOff }) => takenOff.includes(kasanOption));
    this.kasan ??= isTested ? this.parsedBy(true) : this.plain;
    return this.kasan;
  }

  /** Undefined if the other thread must parse the texts itself, to reject them where they are used. */
  forThread(isKasanNeeded: boolean): ParsedTexts | undefined {
    try {
      const plain = this.of(false);
      return isKasanNeeded ? { plain, kasan: this.of(true) } : { plain };
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  private parsedBy(isKasan: boolean): readonly ParsedText[] {
    if (this.parser !== null) {
      return parseTexts(this.parser, vocabulary, configurationOf(isKasan), this.texts);
    }
    throw new ModelError('a text is parsed in a thread that has no parser');
  }
}
