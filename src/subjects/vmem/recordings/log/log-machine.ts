/** The machine described by the information lines of a log, as the header of a recording. */
import { InputError } from '../../../../errors.ts';
import { hex } from '../../../../text/hex.ts';
import { geometries, levelNames } from '../../machine/geometry.ts';
import { type Evidence, type MachineFlag, machineFlags } from '../trace-header.ts';

/** Sizes and addresses; the guest module and the driver write their names and those of the flags, with values in hex. */
const numberNames = ['structPage', 'section', 'vmemmap', 'vmalloc'] as const;

export type LogMachine = Readonly<
  Record<(typeof numberNames)[number], number> & Record<MachineFlag, boolean>
>;

export function machineOf(file: string, information: ReadonlyMap<string, string>): LogMachine {
  const numberOf = (name: string): number => {
    const text = information.get(name);
    if (text !== undefined && /^[0-9a-f]{1,13}$/.test(text)) return Number.parseInt(text, 16);
    throw new InputError(
      `${file}: the log lacks ${name}: a line "I ${name} VALUE" with a hexadecimal value is missing`,
    );
  };
  const machine = Object.fromEntries([
    ...numberNames.map((name) => [name, numberOf(name)]),
    ...machineFlags.map((name) => [name, numberOf(name) !== 0]),
  ]) as LogMachine;
  if (!machine.kasan) return machine;
  throw new InputError(
    `${file}: the kernel was built with KASAN, whose shadow no recording describes; build it without`,
  );
}

/** Only three levels: others share tables with boot memory, which recordings start without. */
export function headerOf(
  name: string,
  revision: string,
  evidence: Evidence,
  { structPage, section, vmemmap, vmalloc, ...flags }: LogMachine,
): object {
  const { entries, span } = geometries.real3;
  const byLevel = <Value>(value: (level: number) => Value) =>
    Object.fromEntries(levelNames.map((level, index) => [level, value(index)]));
  return {
    format: 'vmem-trace/1',
    name,
    revision,
    ...(evidence === 'states' ? { evidence } : {}),
    machine: { ...flags, blockFill: 0 },
    geometry: {
      name: 'real3',
      levels: 3,
      page: 4096,
      ptrs: byLevel((level) => entries[level]),
      size: byLevel((level) => hex(span[level])),
      section: hex(section),
      sectionMemmap: hex((section / 4096) * structPage),
    },
    structPage,
    layout: {
      identity: ['0x0', hex(vmemmap)],
      vmemmap: hex(vmemmap),
      vmalloc: hex(vmalloc),
      kasan: null,
    },
  };
}
