/** The first line of a recording: its revision and machine (docs/TRACE-FORMAT.md). */
import { z } from 'zod';
import { knownFields } from '../../../input/read-with-schema.ts';
import { hex } from '../../../text/hex.ts';
import { findRevision, revisionNames, type VmemRevision } from '../kernel/revisions.ts';
import type { MachineDescription } from '../machine/description.ts';
import { type Geometry, type Level, levelNames, pageBytes } from '../machine/geometry.ts';
import {
  addressEnd,
  allowedHex,
  allowedNumber,
  anyByte,
  anyCount,
  type Bounds,
  decodeLine,
  isWithin,
  parseHex,
  refuseField,
  refuseValue,
  type TracePlace,
} from './trace-values.ts';

/**
 * `writes`: every event, in order, and the state after each call. `states`: calls, results,
 * allocation attempts and the tables after each call, but not the single writes, whose order is not
 * confirmed.
 */
const evidences = ['writes', 'states'] as const;
export type Evidence = (typeof evidences)[number];

/**
 * For a revision that is not modelled, the rest is not read, because its machine may have unknown properties.
 */
export type TraceHeader =
  | { readonly kind: 'notModelled'; readonly revisionName: string }
  | {
      readonly kind: 'modelled';
      readonly revision: VmemRevision;
      readonly machine: MachineDescription;
      /** The content of every fresh block and page. */
      readonly blockFill: number;
      readonly evidence: Evidence;
    };

/** No s390 table has more than 2048; this bounds the memory that a header can request. */
const entriesBounds: Bounds = { min: 1, max: 4096 };
const bytesBounds: Bounds = { min: 1, max: Number.MAX_SAFE_INTEGER };
const levelsBounds: Bounds = { min: 3, max: 5 };

/** `refuse` puts "it must be" before each of these messages. */
const text = z.string({ error: 'a string' });
const flagSchema = z.boolean({ error: 'true or false' });
const groupSchema = { error: 'an object' };
const numberWithin = (bounds: Bounds) =>
  z.custom<number>((value) => isWithin(value, bounds), { error: allowedNumber(bounds) });

const hexSchema = z.string({ error: allowedHex }).transform((value, context) => {
  const number = parseHex(value);
  if (typeof number === 'number') return number;
  context.addIssue({ code: 'custom', message: number });
  return z.NEVER;
});

function byLevel<T extends z.ZodType>(member: T) {
  return z.strictObject(
    { pte: member, pmd: member, pud: member, p4d: member, pgd: member },
    groupSchema,
  );
}

const format = z.literal('vmem-trace/1', { error: '"vmem-trace/1", the only known format' });
/** Enough to decide whether the rest can be read. */
const originSchema = z.looseObject({ format, name: text, revision: text }, groupSchema);

/** Boolean properties of a machine; `nx` changes protection bits, which are not modelled. */
export const machineFlags = ['edat1', 'edat2', 'nx', 'debugPagealloc', 'kasan'] as const;
export type MachineFlag = (typeof machineFlags)[number];
const flagSchemas = Object.fromEntries(machineFlags.map((name) => [name, flagSchema])) as Readonly<
  Record<MachineFlag, typeof flagSchema>
>;

const headerSchema = z.strictObject(
  {
    format,
    name: text,
    revision: text,
    evidence: z.enum(evidences, { error: `one of ${evidences.join(', ')}` }).default('writes'),
    machine: z.strictObject(
      {
        ...flagSchemas,
        blockFill: numberWithin(anyByte),
        altmapPages: numberWithin(anyCount).optional(),
      },
      groupSchema,
    ),
    geometry: z.strictObject(
      {
        name: text,
        levels: numberWithin(levelsBounds),
        page: z.literal(pageBytes, { error: `${pageBytes}` }).optional(),
        ptrs: byLevel(numberWithin(entriesBounds)),
        size: byLevel(hexSchema),
        section: hexSchema,
        sectionMemmap: hexSchema,
      },
      groupSchema,
    ),
    structPage: numberWithin(bytesBounds),
    layout: z.strictObject(
      {
        identity: z.tuple([hexSchema, hexSchema], { error: 'a list of 2' }),
        vmemmap: hexSchema,
        vmalloc: hexSchema,
        kasan: z.tuple([hexSchema, hexSchema], { error: 'null or a list of 2' }).nullable(),
      },
      groupSchema,
    ),
    // Protection bits: the recorder checked them, the model has none.
    prot: byLevel(text.optional()).optional(),
  },
  groupSchema,
);
type RawHeader = z.infer<typeof headerSchema>;

export function decodeHeader(place: TracePlace, line: string): TraceHeader {
  const raw = decodeLine(place, line);
  const { revision: revisionName } = readHeader(place, originSchema, raw);
  const revision = findRevision(revisionName);
  if (revision === undefined) return { kind: 'notModelled', revisionName };
  const header = readHeader(place, headerSchema, raw);
  const { evidence, machine } = header;
  const { blockFill } = machine;
  return {
    kind: 'modelled',
    revision,
    machine: machineOfHeader(place, header),
    blockFill,
    evidence,
  };
}

function readHeader<Schema extends z.ZodType>(
  place: TracePlace,
  schema: Schema,
  raw: unknown,
): z.output<Schema> {
  const checked = schema.safeParse(raw);
  if (checked.success) return checked.data;
  const { issues } = checked.error;
  // A misspelt field is also a missing one; only the first of the two messages helps.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    refuseField(
      place,
      pathText(path),
      key,
      valueAt(raw, [...path, key]),
      knownFields(schema, path),
    );
  }
  return refuseValue(place, pathText(path), valueAt(raw, path), issue.message);
}

/** Throws the error for a revision that is not modelled. */
export function refuseRevision(place: TracePlace, revision: string): never {
  return refuseValue(
    place,
    'revision',
    revision,
    `one that is modelled: ${revisionNames.join(', ')}`,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.join('').replace(/^\./, '');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown>)?.[key], raw);
}

function machineOfHeader(place: TracePlace, header: RawHeader): MachineDescription {
  const { layout } = header;
  const { blockFill: _, kasan, altmapPages, ...facilities } = header.machine;
  const geometry = geometryOf(place, header);
  const addressSpace = geometry.span[geometry.root] * geometry.entries[geometry.root];
  const [identityStart, identityEnd] = layout.identity;
  if (identityStart !== 0) refuseValue(place, 'layout.identity[0]', hex(identityStart), '"0x0"');
  // This makes folded tables unfreeable; without it the model would free its root table.
  if (layout.vmalloc >= addressSpace) {
    const end = hex(addressSpace);
    refuseValue(place, 'layout.vmalloc', hex(layout.vmalloc), `below ${end}, the last entry's end`);
  }
  if (kasan !== (layout.kasan !== null)) {
    refuseValue(place, 'machine.kasan', kasan, `${!kasan}, as layout.kasan says`);
  }
  if (layout.kasan !== null && layout.kasan[0] > layout.kasan[1]) {
    refuseValue(place, 'layout.kasan[0]', hex(layout.kasan[0]), 'at most layout.kasan[1]');
  }
  return {
    geometry,
    structPageBytes: header.structPage,
    memmapBytes: header.geometry.sectionMemmap,
    ...facilities,
    identityEnd,
    vmemmapStart: layout.vmemmap,
    vmallocStart: layout.vmalloc,
    kasanShadow: layout.kasan && { start: layout.kasan[0], end: layout.kasan[1] },
    ...(altmapPages !== undefined && { altmapPages }),
  };
}

function geometryOf(place: TracePlace, { geometry, structPage }: RawHeader): Geometry {
  const entries = levelNames.map((name) => geometry.ptrs[name]);
  const span = levelNames.map((name) => geometry.size[name]);
  let expected = pageBytes;
  for (const [level, name] of levelNames.entries()) {
    if (span[level] !== expected) {
      const why = level === 0 ? 'the size of a page' : 'what one table of the level below covers';
      refuseValue(place, `geometry.size.${name}`, hex(span[level]), `"${hex(expected)}", ${why}`);
    }
    expected *= entries[level];
  }
  // At most pgd, because `levels` was checked.
  const root = (geometry.levels - 1) as Level;
  if (span[root] * entries[root] > addressEnd) {
    refuseValue(
      place,
      `geometry.ptrs.${levelNames[root]}`,
      entries[root],
      'so few that 2^64 is enough',
    );
  }
  if (geometry.section === 0 || geometry.section % pageBytes !== 0) {
    refuseValue(place, 'geometry.section', hex(geometry.section), 'a multiple of "0x1000"');
  }
  const memmap = (geometry.section / pageBytes) * structPage;
  if (geometry.sectionMemmap !== memmap) {
    const allowed = `"${hex(memmap)}", structPage for each page of a section`;
    refuseValue(place, 'geometry.sectionMemmap', hex(geometry.sectionMemmap), allowed);
  }
  return { name: geometry.name, root, entries, span, sectionBytes: geometry.section };
}
