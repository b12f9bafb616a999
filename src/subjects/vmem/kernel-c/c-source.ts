/** A C source of vmem.c as kernel programs. */

import { Fault } from '../../../c/environment.ts';
import type { SignedOverflow } from '../../../c/integers.ts';
import { ReachedCode } from '../../../c/reached-code.ts';
import { type ReadProgram, readProgram } from '../../../c/read-program.ts';
import { type RunLimits, runProgram } from '../../../c/run-program.ts';
import type { SourceText } from '../../../c/source-text.ts';
import type { CParser } from '../../../c/syntax.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import type { FileCoverage } from '../../../text/code-coverage.ts';
import { blobId } from '../../c-kernel/text-files.ts';
import type { Feature } from '../kernel/features.ts';
import type { EntryPoints, KernelSource, MemmapSource } from '../kernel/kernel-source.ts';
import type { Answer, Program, Request } from '../kernel/request.ts';
import { assumedToDo } from '../kernel/revisions.ts';
import type { MachineDescription } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';
import { undefinedBehaviour } from './faults.ts';
import { KernelHost } from './host.ts';
import { configurationOf, KernelParses, type ParsedTexts } from './kernel-parses.ts';
import { bootMemoryFrees, s390 } from './s390-table.ts';
import { storeRequest, tailNames } from './statics.ts';
import { NamedObject } from './values.ts';

export type KernelProgram = ReadProgram<KernelHost, Request, Answer>;

/** The entry points; vmem_add_range() is called at boot and had another name in older kernels. */
export const entryNames: readonly string[] = [
  'vmemmap_populate',
  'vmemmap_free',
  'vmem_add_mapping',
  'vmem_remove_mapping',
  'vmem_add_range',
  'vmem_add_mem',
];

/** The texts of a kernel: the first one is checked, the others define functions that it calls. */
export interface CTexts {
  readonly name: string;
  readonly texts: readonly SourceText[];
  /** Unsupported code is an error only when it is reached. */
  readonly isLazy?: boolean;
}

/** A source with coverage of every run. */
interface RecordedSource {
  readonly source: KernelSource;
  readonly coverage: () => readonly FileCoverage[];
  /** Places with unsupported code at which runs ended: `vmem.c:12`. */
  readonly unknownPlaces: () => readonly string[];
}

export class CSource implements KernelSource {
  readonly name: string;
  readonly texts: readonly SourceText[];
  private readonly parses: KernelParses;
  /**
   * Indexed by the properties that a program may depend on: KASAN, which the text may test, and
   * signed overflow.
   */
  private readonly programs = new Map<string, KernelProgram>();
  readonly isLazy: boolean;

  /** `parser`: the parser of this thread, or the parse results of another thread. */
  constructor(parser: CParser | ParsedTexts, { name, texts, isLazy = false }: CTexts) {
    this.name = name;
    this.texts = texts;
    this.parses = new KernelParses(parser, texts);
    this.isLazy = isLazy;
  }

  /** For another thread; undefined if it must parse the texts itself. */
  parsed(isKasanNeeded: boolean): ParsedTexts | undefined {
    return this.parses.forThread(isKasanNeeded);
  }

  /** Adds what another thread parsed from the same texts. */
  learns(parsed: ParsedTexts | undefined): this {
    if (parsed !== undefined) this.parses.learn(parsed);
    return this;
  }

  /** The program for a machine with or without KASAN. Throws `InputError` if the text is not understood. */
  programFor(isKasan: boolean, signedOverflow: SignedOverflow = 'undefined'): KernelProgram {
    const key = `${isKasan} ${signedOverflow}`;
    const known = this.programs.get(key);
    if (known !== undefined) return known;
    const program = readProgram({
      texts: this.texts,
      parsed: this.parses.of(isKasan),
      environment: { ...s390, signedOverflow },
      configuration: configurationOf(isKasan),
      roots: entryNames,
      isLazy: this.isLazy,
    });
    this.programs.set(key, program);
    return program;
  }

  /** The git blob id of the text that is checked. */
  get blob(): string {
    return blobId(Buffer.from(this.texts[0].text));
  }

  private programOf({ kasanShadow, signedWraps }: MachineDescription): KernelProgram {
    return this.programFor(kasanShadow !== null, signedWraps ? 'wraps' : 'undefined');
  }

  /** The same programs, recording coverage; unsupported code ends a path. */
  watched(): RecordedSource {
    const reached = new ReachedCode();
    const run = new Set<KernelProgram>();
    const functions = () => [...run].flatMap(({ program }) => program.functions);
    const entryPoints = onceOf((machine) => {
      run.add(this.programOf(machine));
      return this.entriesOf(machine, reached);
    });
    return {
      source: {
        name: this.name,
        entryPoints,
        staticCount: (machine) => this.staticCount(machine),
        does: (behaviour) => this.does(behaviour),
      },
      coverage: () => reached.coverage(functions()),
      unknownPlaces: () => reached.unknownPlaces(functions()),
    };
  }

  readonly entryPoints = onceOf((machine) => this.entriesOf(machine));

  private entriesOf(machine: MachineDescription, reached?: ReachedCode): EntryPoints {
    const { program, taken } = this.programOf(machine);
    // A kernel with the absolute lowcore maps it at the bound of all ranges.
    const mappedAt = taken.constant.includes('__abs_lowcore') ? machine.vmallocStart : null;
    const run = <Result>(
      name: string,
      resultOf: (value: Value | undefined) => Result,
      bytes: number,
      ...given: readonly Value[]
    ): Program<Result> =>
      runProgram(
        program,
        name,
        given.map(integerArgument),
        new KernelHost(machine, storeRequest, mappedAt, reached !== undefined),
        resultOf,
        limitsOf(bytes),
        reached,
      );
    const addName = program.indexOf.has('vmem_add_range') ? 'vmem_add_range' : 'vmem_add_mem';
    return {
      vmemmapPopulate: (start, end, source) =>
        run('vmemmap_populate', numberOf, end - start, start, end, -1, altmapOf(source)),
      vmemmapFree: (start, end, source) =>
        run('vmemmap_free', noProgram, end - start, start, end, altmapOf(source)),
      vmemAddMapping: (start, size) => run('vmem_add_mapping', numberOf, size, start, size),
      vmemRemoveMapping: (start, size) => run('vmem_remove_mapping', noProgram, size, start, size),
      vmemAddRange: (start, size) => run(addName, numberOf, size, start, size),
    };
  }

  does(behaviour: Feature): boolean {
    if (behaviour !== 'freesBootMemory') return assumedToDo(behaviour);
    const { taken, defined } = this.programFor(false);
    return [...taken.function, ...defined].some((name) => bootMemoryFrees.includes(name));
  }

  postponed(machine: MachineDescription): readonly string[] {
    const { postponed } = this.programOf(machine);
    return postponed.map(({ position: { file, line } }) => `${file}:${line}`);
  }

  staticCount(machine: MachineDescription): number {
    const { program } = this.programOf(machine);
    // Static variables, including the tail, are numbered in the order in which the text uses them.
    return program.statics.every(({ name }) => tailNames.includes(name))
      ? 0
      : program.statics.length;
  }
}

/** Computes the entry points of a machine once, because every run of an operation requests them. */
function onceOf(
  make: (machine: MachineDescription) => EntryPoints,
): (machine: MachineDescription) => EntryPoints {
  const known = new WeakMap<MachineDescription, EntryPoints>();
  return (machine) => {
    const before = known.get(machine);
    if (before !== undefined) return before;
    const made = make(machine);
    known.set(machine, made);
    return made;
  };
}

/** A call with more steps counts as endless: far more than the pages in its range and their tables. */
function limitsOf(bytes: number): RunLimits {
  return { instructionsMax: 1_000_000, requestsMax: 20_000 + 64 * Math.ceil(bytes / pageBytes) };
}

/** Addresses beyond 2^53 are exact, but the reader of C cannot represent them as numbers. */
function integerArgument(value: Value): Value {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? BigInt(value) : value;
}

function altmapOf(source: MemmapSource | undefined): Value {
  return source === 'altmap' ? new NamedObject('the altmap') : 0;
}

function numberOf(result: Value | undefined): number {
  if (typeof result === 'number') return result;
  if (result === undefined) {
    throw undefinedBehaviour('the value of a call is used, but it returns none');
  }
  throw new Fault(`${describeValue(result)} is returned where a number is needed`);
}

function noProgram(): null {
  return null;
}
