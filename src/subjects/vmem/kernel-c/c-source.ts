/** A C source of vmem.c as kernel programs. */

import { Fault } from '../../../c/environment.ts';
import type { Configuration } from '../../../c/preprocess/preprocess.ts';
import { ReachedCode } from '../../../c/reached-code.ts';
import { type ReadProgram, readProgram } from '../../../c/read-program.ts';
import { type RunLimits, runProgram } from '../../../c/run-program.ts';
import type { SourceText } from '../../../c/source-text.ts';
import type { CParser } from '../../../c/syntax.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import type { FileCoverage } from '../../../text/code-coverage.ts';
import type { Feature } from '../kernel/features.ts';
import type { EntryPoints, KernelSource, MemmapSource } from '../kernel/kernel-source.ts';
import type { Answer, Program, Request } from '../kernel/request.ts';
import { assumedToDo } from '../kernel/revisions.ts';
import type { MachineDescription } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';
import { undefinedBehaviour } from './faults.ts';
import { KernelHost } from './host.ts';
import { s390 } from './s390-table.ts';
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

/** Configuration that is on in every scope; `configurationOf` adds what depends on the machine. */
const alwaysOn: Configuration = {
  CONFIG_64BIT: 1,
  CONFIG_MEMORY_HOTPLUG: 1,
  CONFIG_MEMORY_HOTREMOVE: 1,
  CONFIG_SPARSEMEM_VMEMMAP: 1,
};

export function configurationOf(isKasan: boolean): Configuration {
  return isKasan ? { ...alwaysOn, CONFIG_KASAN: 1 } : alwaysOn;
}

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
}

export class CSource implements KernelSource {
  readonly name: string;
  readonly parser: CParser;
  readonly texts: readonly SourceText[];
  /** By KASAN of the machine, which the text may test. */
  private readonly programs = new Map<boolean, KernelProgram>();
  readonly isLazy: boolean;

  constructor(parser: CParser, { name, texts, isLazy = false }: CTexts) {
    this.parser = parser;
    this.name = name;
    this.texts = texts;
    this.isLazy = isLazy;
  }

  /** Additional texts, read by the same parser. */
  edited(name: string, texts: readonly SourceText[]): CSource {
    return new CSource(this.parser, { name, texts, isLazy: this.isLazy });
  }

  /** The program for a machine. Throws `InputError` if the text is not supported. */
  programFor(isKasan: boolean): KernelProgram {
    const known = this.programs.get(isKasan);
    if (known !== undefined) return known;
    const program = readProgram({
      parser: this.parser,
      texts: this.texts,
      environment: s390,
      configuration: configurationOf(isKasan),
      roots: entryNames,
      isLazy: this.isLazy,
    });
    this.programs.set(isKasan, program);
    return program;
  }

  /** The same programs, recording coverage. */
  watched(): RecordedSource {
    const reached = new ReachedCode();
    const run = new Set<KernelProgram>();
    return {
      source: {
        name: this.name,
        entryPoints: (machine) => {
          run.add(this.programFor(machine.kasanShadow !== null));
          return this.entryPoints(machine, reached);
        },
        staticCount: (machine) => this.staticCount(machine),
        does: (behaviour) => this.does(behaviour),
      },
      coverage: () => reached.coverage([...run].flatMap(({ program }) => program.functions)),
    };
  }

  entryPoints(machine: MachineDescription, reached?: ReachedCode): EntryPoints {
    const { program, taken } = this.programFor(machine.kasanShadow !== null);
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
        new KernelHost(machine, storeRequest, mappedAt),
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
    return assumedToDo(behaviour);
  }

  postponed(machine: MachineDescription): readonly string[] {
    const { postponed } = this.programFor(machine.kasanShadow !== null);
    return postponed.map(({ position: { file, line } }) => `${file}:${line}`);
  }

  staticCount(machine: MachineDescription): number {
    const { program } = this.programFor(machine.kasanShadow !== null);
    // Static variables, including the tail, are numbered in the order in which the text uses them.
    return program.statics.every(({ name }) => tailNames.includes(name))
      ? 0
      : program.statics.length;
  }
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
