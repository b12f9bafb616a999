/** The machine of a scope: what its fields choose, and what boot and memory blocks add to it. */
import { InputError } from '../../errors.ts';
import { joinNeighbours } from './environment/boot.ts';
import type { KernelSource } from './kernel/kernel-source.ts';
import {
  type MachineDescription,
  memmapRange,
  type Range,
  sectionRange,
} from './machine/description.ts';
import { alignDown, Level } from './machine/geometry.ts';
import { describeMachine, sectionCountMax } from './machine/layouts.ts';
import type { ScopeConfig } from './scope/scope-config.ts';

export function scopeMachine(config: ScopeConfig, source: KernelSource): MachineDescription {
  const described = describeMachine({ ...config, sections: config.blocks.flat() });
  const whole = withUncounted(withAltmaps(described, config), config);
  const machine = withShadows(whole, config, source);
  return config.signedOverflow === 'wraps' ? { ...machine, signedWraps: true } : machine;
}

/** An altmap for each block of these sections, large enough for all callers. */
function withAltmaps(
  machine: MachineDescription,
  { blocks, altmap }: ScopeConfig,
): MachineDescription {
  if (altmap.length === 0) return machine;
  const altmaps = blocks
    .filter((block) => altmap.includes(block[0]))
    .map((block) => ({
      identity: hullOf(block.map((section) => sectionRange(machine, section))),
      memmap: hullOf(block.map((section) => memmapRange(machine, section))),
    }));
  return { ...machine, altmaps, altmapPages: Infinity };
}

function withUncounted(
  machine: MachineDescription,
  { uncounted }: ScopeConfig,
): MachineDescription {
  if (uncounted.length === 0) return machine;
  checkSections(uncounted, machine);
  return {
    ...machine,
    uncounted: joinNeighbours(uncounted.map((index) => sectionRange(machine, index))),
  };
}

/** KASAN beside boot memory: its shadow, a PMD for each section, above the bound of all ranges. */
function withShadows(
  machine: MachineDescription,
  { kasan, boot }: ScopeConfig,
  source: KernelSource,
): MachineDescription {
  if (!kasan || boot.length === 0 || !source.does('acceptsKasanShadow')) return machine;
  const { [Level.pmd]: pmd, [Level.pud]: pud } = machine.geometry.span;
  const start = machine.vmallocStart + pmd;
  const end = start + boot.length * pmd;
  if (end > alignDown(machine.vmallocStart, pud) + pud) {
    throw new InputError(
      `KASAN and boot are given with ${boot.length} boot sections; the shadow has no room for them: use fewer, and --vmalloc far`,
    );
  }
  const shadows = boot.map((section, index) => ({
    identity: sectionRange(machine, section),
    shadow: { start: start + index * pmd, end: start + (index + 1) * pmd },
  }));
  return { ...machine, kasanShadow: { start, end }, shadows };
}

function hullOf(ranges: readonly Range[]): Range {
  return { start: ranges[0].start, end: ranges[ranges.length - 1].end };
}

/** Sections that exist, each named once. */
export function checkSections(sections: readonly number[], machine: MachineDescription): void {
  const most = sectionCountMax(machine);
  for (const section of sections) {
    if (!Number.isInteger(section) || section < 0 || section >= most) {
      throw new InputError(
        `section is ${section}; with ${machine.geometry.name} it must be from 0 to ${most - 1}`,
      );
    }
  }
  const twice = sections.find((section, index) => sections.indexOf(section) !== index);
  if (twice !== undefined) {
    throw new InputError(`section ${twice} is named twice; each section has one owner`);
  }
}
