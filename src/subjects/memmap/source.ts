/** A kernel source as programs: vmemmap_populate() and vmemmap_free() with all functions they call. */
import type { CallStack } from '../../c/environment.ts';
import { isInteger } from '../../c/integers.ts';
import { parseTexts } from '../../c/parse-unit.ts';
import type { Configuration } from '../../c/preprocess/preprocess.ts';
import type { ReachedCode } from '../../c/reached-code.ts';
import { attemptProgram, type ReadAttempt, readProgram } from '../../c/read-program.ts';
import { runProgram } from '../../c/run-program.ts';
import { SourceText } from '../../c/source-text.ts';
import type { CParser } from '../../c/syntax.ts';
import type { Value } from '../../c/values.ts';
import { InputError } from '../../errors.ts';
import type { FileCoverage } from '../../text/code-coverage.ts';
import type { Architecture } from './architecture.ts';
import { type MemmapEnvironment, memmapEnvironment } from './environment.ts';
import { MemmapHost } from './host.ts';
import type { MemmapMachine } from './machine.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';
import { KernelObject } from './values.ts';

export const memmapEntries = ['vmemmap_populate', 'vmemmap_free'] as const;
export type EntryName = (typeof memmapEntries)[number];

export type MemmapProgram = ReadAttempt<MemmapHost, MemmapRequest, MemmapAnswer>;
export type CallInSteps = Generator<MemmapRequest, number, MemmapAnswer>;

/** The sources of a kernel: the first one is checked, the others define functions that it calls. */
export interface MemmapTexts {
  readonly name: string;
  readonly texts: readonly SourceText[];
  readonly isLazy?: boolean;
}

/** One call of an entry point. */
export interface Call {
  readonly name: EntryName;
  readonly start: number;
  readonly end: number;
  readonly altmap: boolean;
}

/** More than any terminating call in a scope needs. */
const limits = { instructionsMax: 1_000_000, requestsMax: 20_000 };

export class MemmapPrograms implements MemmapTexts {
  readonly name: string;
  readonly texts: readonly SourceText[];
  readonly isLazy: boolean;
  readonly architecture: Architecture;
  /** The position at which the last call returned. */
  lastReturn: CallStack | null = null;
  private readonly parser: CParser;
  private readonly environment: MemmapEnvironment;
  /** By the number of levels, which the source may test. */
  private readonly programs = new Map<number, MemmapProgram>();

  constructor(parser: CParser, architecture: Architecture, texts: MemmapTexts) {
    this.parser = parser;
    this.architecture = architecture;
    this.name = texts.name;
    this.texts = texts.texts;
    this.isLazy = texts.isLazy === true;
    this.environment = memmapEnvironment(architecture, (stack) => {
      this.lastReturn = stack;
    });
  }

  /** Throws `InputError` if the source is not supported. */
  programFor(levels: number): MemmapProgram {
    const known = this.programs.get(levels);
    if (known !== undefined) return known;
    const request = this.requestFor(this.architecture.configuration(levels));
    const program = { ...readProgram(request), refusals: [] };
    const missing = memmapEntries.find((name) => !program.program.indexOf.has(name));
    if (missing !== undefined) throw this.withoutEntry(missing);
    this.programs.set(levels, program);
    return program;
  }

  /** The supported and unsupported parts of the source. */
  attempt(levels: number): MemmapProgram {
    return attemptProgram(this.requestFor(this.architecture.configuration(levels)));
  }

  private requestFor(configuration: Configuration) {
    const { architecture, environment, isLazy } = this;
    const table = new SourceText(`table of ${architecture.name}`, architecture.table);
    const texts = [...this.texts, table];
    const parsed = parseTexts(this.parser, environment.vocabulary, configuration, texts);
    return { texts, parsed, environment, configuration, roots: memmapEntries, isLazy };
  }

  private withoutEntry(name: string): InputError {
    const { path, name: arch } = this.architecture;
    return new InputError(
      `${this.texts[0].path}: defines no ${name}(); for --arch ${arch} give a kernel tree or its ${path}`,
    );
  }

  run(machine: MemmapMachine, structPage: number, call: Call, reached?: ReachedCode): CallInSteps {
    const { program } = this.programFor(machine.geometry.root + 1);
    const altmap: Value = call.altmap ? new KernelObject('the altmap') : 0;
    const range = [call.start, call.end];
    const given = call.name === 'vmemmap_free' ? [...range, altmap] : [...range, 0, altmap];
    const host = new MemmapHost(machine, structPage);
    const resultOf = (value: Value | undefined): number =>
      isInteger(value) ? Number(BigInt.asIntN(32, BigInt(value))) : 0;
    return runProgram(program, call.name, given, host, resultOf, limits, reached);
  }

  coverage(reached: ReachedCode): readonly FileCoverage[] {
    const functions = [...this.programs.values()].flatMap(({ program }) => program.functions);
    return reached.coverage(
      functions.filter(({ span }) => this.texts.some(({ file }) => file === span.source.file)),
    );
  }
}
