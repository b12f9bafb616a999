/** A survey of a whole state: reachable objects, mappings, and lost objects. */
import { isCounted } from '../machine/description.ts';
import type { Level } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { ReferenceMachine } from './machine.ts';
import {
  identityEntry,
  type MachineObject,
  type MemmapObject,
  noEntry,
  type TableObject,
} from './objects.ts';

/** A reachable table other than the root, with the range of its entry. */
export interface SurveyedTable {
  readonly table: TableObject;
  readonly start: number;
  readonly end: number;
}

export interface SurveyedMemmap {
  readonly object: MemmapObject;
  readonly start: number;
  readonly end: number;
}

export interface Survey {
  /** Depth first, by address. */
  readonly tables: SurveyedTable[];
  readonly memmap: SurveyedMemmap[];
  /** Addresses mapped to live memmap. */
  readonly memmapMapped: RangeSet;
  /** Addresses identity-mapped, by all leaves and by the leaves of each level. */
  readonly identityMapped: RangeSet;
  readonly identityByLevel: readonly RangeSet[];
  /** Those that the direct-map counters include. */
  readonly identityLeaves: number[];
  /** Entries that point to something freed. */
  danglingCount: number;
  unreachableTables: number;
  unreachableMemmap: number;
}

/** Walks everything from the root, except freed tables. */
export function surveyOf(machine: ReferenceMachine): Survey {
  const survey: Survey = {
    tables: [],
    memmap: [],
    memmapMapped: new RangeSet(),
    identityMapped: new RangeSet(),
    identityByLevel: [0, 1, 2, 3, 4].map(() => new RangeSet()),
    identityLeaves: [0, 0, 0, 0, 0],
    danglingCount: 0,
    unreachableTables: 0,
    unreachableMemmap: 0,
  };
  const reached = new Set<MachineObject>();
  const root = machine.table(0);
  reached.add(root);
  surveyTable(machine, survey, reached, root, 0);
  for (const object of machine.live) {
    if (reached.has(object)) continue;
    if (object.kind === 'table') survey.unreachableTables++;
    else survey.unreachableMemmap++;
  }
  return survey;
}

function surveyTable(
  machine: ReferenceMachine,
  survey: Survey,
  reached: Set<MachineObject>,
  table: TableObject,
  tableStart: number,
): void {
  if (table.used === 0) return;
  const span = machine.description.geometry.span[table.level];
  for (let slot = 0; slot < table.entries.length; slot++) {
    const entry = table.entries[slot];
    if (entry === noEntry) continue;
    const start = tableStart + slot * span;
    const end = start + span;
    if (entry === identityEntry) {
      if (isCounted(machine.description, start)) survey.identityLeaves[table.level]++;
      addIdentity(survey, table.level, start, end);
      continue;
    }
    const object = machine.objects[entry];
    if (!object.live) {
      survey.danglingCount++;
      continue;
    }
    reached.add(object);
    if (object.kind === 'table') {
      survey.tables.push({ table: object, start, end });
      surveyTable(machine, survey, reached, object, start);
    } else {
      survey.memmap.push({ object, start, end });
      survey.memmapMapped.add(start, end);
    }
  }
}

function addIdentity(survey: Survey, level: Level, start: number, end: number): void {
  survey.identityMapped.add(start, end);
  survey.identityByLevel[level].add(start, end);
}

/** The offsets of a block or page that contain 0xFD, as mapped addresses. */
export function marksOf(survey: Survey): RangeSet {
  const marks = new RangeSet();
  for (const { object, start } of survey.memmap) {
    for (const run of object.marked.ranges()) marks.add(start + run.start, start + run.end);
  }
  return marks;
}

/** The set as text; equal sets give equal text. */
export function rangeSetText(set: RangeSet): string {
  return set
    .ranges()
    .map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`)
    .join();
}

/** Tables (empty ones too) and leaves by address and kind, without names: equal trees, equal text. */
export function treeText(survey: Survey): string {
  const tables = survey.tables.map(
    ({ table, start }) => `${table.level}@${start.toString(16)}${table.boot ? 'b' : ''}`,
  );
  const leaves = survey.memmap.map(
    ({ object, start }) =>
      `${object.kind[0]}${start.toString(16)}${object.boot ? 'b' : ''}${object.fromAltmap ? `a${object.altmap}` : ''}`,
  );
  return [
    tables.join(),
    leaves.join(),
    ...survey.identityByLevel.map(rangeSetText),
    survey.danglingCount,
  ].join('|');
}
