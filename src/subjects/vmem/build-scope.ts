/** Builds a Scope from a ScopeConfig: the only file that assembles the parts of the model. */
import { InputError } from '../../errors.ts';
import { hex } from '../../text/hex.ts';
import {
  badRanges,
  identityOperations,
  memmapOperations,
  rangesBetween,
  unitsBeside,
  unitsBetween,
} from './environment/any-callers.ts';
import { bootCalls } from './environment/boot.ts';
import { blockOperations, dcssOperations } from './environment/kernel-callers.ts';
import type { Operation, Scope } from './environment/scope.ts';
import { mappedRanges, threadOperations } from './environment/threads.ts';
import type { KernelContext, KernelSource } from './kernel/kernel-source.ts';
import { revisionNames } from './kernel/revisions.ts';
import { isTextName } from './kernel/text-revisions.ts';
import {
  type MachineDescription,
  memmapRange,
  overlaps,
  type Range,
  sectionRange,
  type Units,
} from './machine/description.ts';
import { pageBytes } from './machine/geometry.ts';
import { formatRange } from './machine/layouts.ts';
import { mutated } from './mutation/catalogue.ts';
import type { VmemMutant } from './mutation/mutant.ts';
import { findKernel } from './mutation/named-kernel.ts';
import type { ScopeConfig } from './scope/scope-config.ts';
import { checkSections, scopeMachine } from './scope-machine.ts';

/** Number of contents of freed blocks that the allocator remembers: two neighbours can mislead one scan. */
const recycledMax = 2;

/** A scope is built once in a thread, however many commands, searches and executors need it. */
const built = new WeakMap<ScopeConfig, Scope>();

/** Builds the scope; throws `InputError` for contradictory options. */
export function buildScope(config: ScopeConfig): Scope {
  const known = built.get(config);
  if (known !== undefined) return known;
  const scope = buildNamed(config);
  built.set(config, scope);
  return scope;
}

function buildNamed(config: ScopeConfig): Scope {
  const kernel = findKernel(config.revision);
  if (kernel === undefined) {
    if (isTextName(config.revision)) {
      throw new InputError(
        `revision is the C source ${config.revision}, which was not read; name the text with --source`,
      );
    }
    throw new InputError(
      `revision is "${config.revision}"; it must be one of ${revisionNames.join(', ')}, or a variant of one`,
    );
  }
  return buildScopeWith(config, kernel.programs, kernel.mutant ?? undefined);
}

/** Like `buildScope`, for programs that the revision of the scope does not name, and with a mutant. */
export function buildScopeWith(
  config: ScopeConfig,
  source: KernelSource,
  mutant?: VmemMutant,
): Scope {
  const machine = scopeMachine(config, source);
  const isKernel = config.contract === 'kernel';
  const units = isKernel ? kernelUnits(config, machine) : anyUnits(config, machine);
  const plain: KernelContext = { machine: { ...machine, units }, source };
  const kernel = mutant === undefined ? plain : mutated(plain, mutant);
  const parts = isKernel ? kernelParts(config, kernel) : anyParts(config, kernel);
  checkMenus(parts);
  return {
    config,
    kernel,
    units,
    ...parts,
    boot: bootCalls(plain, config.boot),
    recycledMax,
  };
}

type Parts = Pick<Scope, 'operations' | 'sections' | 'threads'>;

function checkMenus({ threads = [] }: Parts): void {
  const idle = threads.find(({ menu }) => menu.length === 0);
  if (idle === undefined) return;
  throw new InputError(`${idle.name} has no operation in this scope; thread dcss needs a DCSS`);
}

function kernelUnits({ blocks, dcss }: ScopeConfig, machine: MachineDescription): Units {
  const sections = blocks.flat();
  checkSections(sections, machine);
  const identity = sections.map((section) => sectionRange(machine, section));
  checkShadow(identity, machine);
  if (dcss !== null) {
    checkDcss(dcss, identity, machine);
    checkShadow([dcss], machine);
    identity.push(dcss);
  }
  const { uncounted = [], shadows = [] } = machine;
  return {
    identity: [...identity, ...uncounted],
    memmap: [
      ...sections.map((section) => memmapRange(machine, section)),
      ...shadows.map(({ shadow }) => shadow),
    ],
  };
}

function kernelParts(config: ScopeConfig, kernel: KernelContext): Parts {
  const { machine } = kernel;
  const sections = config.blocks.flat();
  const hotplug = config.blocks.flatMap((block) => blockOperations(kernel, block, config.online));
  const dcss: Operation[] = config.dcss === null ? [] : dcssOperations(kernel, config.dcss);
  const ranges = mappedRanges(kernel, sections, config.dcss);
  const menus =
    config.threads.length === 0
      ? { operations: [...hotplug, ...dcss] }
      : threadOperations(config.threads, config.locks, {
          kernel,
          sections,
          uncounted: config.uncounted,
          hotplug,
          dcss,
          ranges,
        });
  return {
    ...menus,
    sections: sections.map((section) => ({
      identity: sectionRange(machine, section),
      memmap: memmapRange(machine, section),
    })),
  };
}

/** Addresses under the KASAN shadow are never plugged. */
function checkShadow(ranges: readonly Range[], machine: MachineDescription): void {
  const { kasanShadow } = machine;
  const wrong = ranges.find((range) => kasanShadow !== null && overlaps(range, kasanShadow));
  if (wrong === undefined || kasanShadow === null) return;
  throw new InputError(
    `${formatRange(wrong)} is in the KASAN shadow (${formatRange(kasanShadow)}); choose other sections or leave out KASAN`,
  );
}

/**
 * In contract `kernel` every address has one owner: a DCSS inside a section is an invalid scope, not a
 * finding.
 */
function checkDcss(dcss: Range, sections: readonly Range[], machine: MachineDescription): void {
  if (dcss.start % pageBytes !== 0 || dcss.end % pageBytes !== 0 || dcss.end <= dcss.start) {
    throw new InputError(
      `dcss is ${formatRange(dcss)}; it must be a page-aligned range that is not empty`,
    );
  }
  if (dcss.end > machine.identityEnd) {
    throw new InputError(
      `dcss is ${formatRange(dcss)}; it must end at or below ${hex(machine.identityEnd)}`,
    );
  }
  const owner = sections.find((range) => overlaps(range, dcss));
  if (owner !== undefined) {
    throw new InputError(
      `dcss is ${formatRange(dcss)}; contract kernel allows no overlap with a section (${formatRange(owner)})`,
    );
  }
}

function anyUnits(config: ScopeConfig, machine: MachineDescription): Units {
  const { memmap, identity } = anyPoints(config, machine);
  const { uncounted = [] } = machine;
  return { identity: unitsBeside(identity, uncounted), memmap: unitsBetween(memmap) };
}

function anyPoints(
  config: ScopeConfig,
  machine: MachineDescription,
): Record<'memmap' | 'identity', number[]> {
  const memmap = pointsOf(
    'memmap pages',
    { start: machine.vmemmapStart, end: machine.vmallocStart },
    config.memmapPoints,
    { first: config.memmapFirst, pages: config.memmapPages },
  );
  const identity = pointsOf(
    'identity pages',
    { start: 0, end: machine.identityEnd },
    config.identityPoints,
    { first: config.identityFirst, pages: config.identityPages },
  );
  return { memmap, identity };
}

function anyParts(config: ScopeConfig, kernel: KernelContext): Parts {
  const { machine } = kernel;
  const { memmap, identity } = anyPoints(config, machine);
  const rangesOf = (points: readonly number[], areaEnd: number): Range[] => [
    ...rangesBetween(points),
    ...(config.misaligned ? badRanges(points, areaEnd) : []),
  ];
  const operations: Operation[] = [
    ...memmapOperations(kernel, rangesOf(memmap, machine.vmallocStart), config.online),
    ...identityOperations(kernel, rangesOf(identity, machine.identityEnd)),
  ];
  if (operations.length === 0) {
    throw new InputError('contract any needs a window: memmap pages or identity pages above 0');
  }
  return { operations, sections: [] };
}

interface PageWindow {
  readonly first: number;
  readonly pages: number;
}

/** The points of a window as addresses: the named ones, or every page boundary. */
function pointsOf(
  what: string,
  area: Range,
  named: readonly number[],
  { first, pages }: PageWindow,
): number[] {
  const all = Array.from({ length: pages === 0 ? 0 : pages + 1 }, (_, index) => first + index);
  const points = named.length > 0 ? named : all;
  const last = points.at(-1) ?? 0;
  const most = (area.end - area.start) / pageBytes;
  if (last > most) throw new InputError(`${what} end at page ${last}; the area has ${most} pages`);
  return points.map((page) => area.start + page * pageBytes);
}
