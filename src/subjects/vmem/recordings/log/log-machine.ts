/** The machine described by the information lines of a log, as the header of a recording. */
import { InputError } from '../../../../errors.ts';
import { hex } from '../../../../text/hex.ts';
import { geometries } from '../../machine/geometry.ts';
import type { Evidence } from '../trace-header.ts';

export interface LogMachine {
  readonly structPage: number;
  readonly section: number;
  readonly vmemmap: number;
  readonly vmalloc: number;
  readonly edat1: boolean;
  readonly edat2: boolean;
  readonly nx: boolean;
  readonly debugPagealloc: boolean;
  readonly kasan: boolean;
}

/** Names written by the guest module and the driver; values in hex. */
const fields = [
  'structPage',
  'section',
  'vmemmap',
  'vmalloc',
  'edat1',
  'edat2',
  'nx',
  'debugPagealloc',
  'kasan',
] as const;

export function machineOf(file: string, information: ReadonlyMap<string, string>): LogMachine {
  const [structPage, section, vmemmap, vmalloc, edat1, edat2, nx, debugPagealloc, kasan] =
    fields.map((name) => {
      const text = information.get(name);
      if (text === undefined || !/^[0-9a-f]{1,13}$/.test(text)) {
        throw new InputError(
          `${file}: the log lacks ${name}: a line "I ${name} VALUE" with a hexadecimal value is missing`,
        );
      }
      return Number.parseInt(text, 16);
    });
  if (kasan !== 0) {
    throw new InputError(
      `${file}: the kernel was built with KASAN, whose shadow no recording describes; build it without`,
    );
  }
  return {
    structPage,
    section,
    vmemmap,
    vmalloc,
    edat1: edat1 !== 0,
    edat2: edat2 !== 0,
    nx: nx !== 0,
    debugPagealloc: debugPagealloc !== 0,
    kasan: false,
  };
}

/** Only three levels: others share tables with boot memory, which recordings start without. */
export function headerOf(
  name: string,
  revision: string,
  evidence: Evidence,
  machine: LogMachine,
): object {
  const { structPage, section, vmemmap, vmalloc, edat1, edat2, nx, debugPagealloc, kasan } =
    machine;
  const { entries, span } = geometries.real3;
  const levels = ['pte', 'pmd', 'pud', 'p4d', 'pgd'];
  const byLevel = <Value>(value: (level: number) => Value) =>
    Object.fromEntries(levels.map((level, index) => [level, value(index)]));
  return {
    format: 'vmem-trace/1',
    name,
    revision,
    ...(evidence === 'states' ? { evidence } : {}),
    machine: { edat1, edat2, nx, debugPagealloc, kasan, blockFill: 0 },
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
