/** The state after an operation (docs/TRACE-FORMAT.md), as recorded; the model's is built in the same shape. */
import type { Target } from '../machine/events.ts';
import { type Level, levelNames } from '../machine/geometry.ts';
import { counterNames, targetNames } from '../steps/event-words.ts';
import {
  anyCount,
  anyInteger,
  type Bounds,
  decodeFlag,
  decodeHex,
  decodeList,
  decodeName,
  decodeNumber,
  decodeObject,
  decodeTuple,
  parseHex,
  refuseValue,
  type TracePlace,
} from './trace-values.ts';

/** A maximal run of leaves at one level, as [level, va, count, target]. */
export interface LeafRun {
  readonly level: Level;
  readonly va: number;
  count: number;
  readonly target: Target;
}

/** The marked bytes of a mapped block, as [offset, length, offset, length …]. */
export interface MarkedBlock {
  readonly va: number;
  readonly bytes: readonly number[];
}

/** Lists by level run pte, pmd, pud, p4d; counters run 4K, 1M, 2G. */
export interface TraceState {
  readonly tables: readonly number[];
  readonly empty: readonly number[];
  readonly leaves: readonly LeafRun[];
  /** 0 is none. */
  readonly unused: number;
  readonly marks: readonly MarkedBlock[];
  readonly counts: readonly number[];
  readonly blocks: number;
  readonly pages: number;
  readonly locked: boolean;
  /** Pages allocated and pages lost to alignment; null in a recording without altmap. */
  readonly altmap: readonly number[] | null;
}

/** Tables that can be allocated and freed: all except the root, so none of level pgd. */
export const tableLevels = levelNames.slice(0, 4);
const stateFields = ['tables', 'empty', 'leaves', 'unused', 'marks', 'counts', 'blocks', 'pages'];
const leafNames = targetNames.slice(0, 4);
const leafTargets = leafNames.slice(1);
const runLength: Bounds = { min: 1, max: Number.MAX_SAFE_INTEGER };

export function decodeState(place: TracePlace, value: unknown): TraceState {
  const state = decodeObject(place, 'state', value, [...stateFields, 'locked', 'altmap']);
  const { tables, empty, leaves, unused, marks, counts, blocks, pages, locked, altmap } = state;
  const noneEmpty = tableLevels.map(() => 0);
  return {
    tables: decodeNumbers(place, 'state.tables', tables, tableLevels),
    empty:
      empty === undefined ? noneEmpty : decodeNumbers(place, 'state.empty', empty, tableLevels),
    leaves: decodeList(place, 'state.leaves', leaves).map((leaf, index) =>
      decodeLeaf(place, `state.leaves[${index}]`, leaf),
    ),
    unused: decodeUnused(place, unused),
    marks: decodeMarks(place, marks),
    counts: decodeNumbers(place, 'state.counts', counts, counterNames),
    blocks: decodeNumber(place, 'state.blocks', blocks, anyCount),
    pages: decodeNumber(place, 'state.pages', pages, anyCount),
    locked: decodeFlag(place, 'state.locked', locked),
    altmap: altmap === undefined ? null : decodeAltmap(place, altmap),
  };
}

function decodeAltmap(place: TracePlace, value: unknown): number[] {
  return decodeTuple(place, 'state.altmap', value, 2).map((pages, index) =>
    decodeNumber(place, `state.altmap[${index}]`, pages, anyInteger),
  );
}

function decodeUnused(place: TracePlace, value: unknown): number {
  if (value === null) return 0;
  const address = parseHex(value);
  return typeof address === 'number'
    ? address
    : refuseValue(place, 'state.unused', value, `null or ${address}`);
}

function decodeNumbers(
  place: TracePlace,
  path: string,
  value: unknown,
  names: readonly string[],
): number[] {
  const numbers = decodeObject(place, path, value, names);
  return names.map((name) => decodeNumber(place, `${path}.${name}`, numbers[name], anyInteger));
}

function decodeLeaf(place: TracePlace, path: string, value: unknown): LeafRun {
  const [level, va, count, target] = decodeTuple(place, path, value, 4);
  return {
    level: decodeName(place, `${path}[0]`, level, levelNames) as Level,
    va: decodeHex(place, `${path}[1]`, va),
    count: decodeNumber(place, `${path}[2]`, count, runLength),
    target: (decodeName(place, `${path}[3]`, target, leafTargets) + 1) as Target,
  };
}

function decodeMarks(place: TracePlace, value: unknown): MarkedBlock[] {
  if (value === undefined) return [];
  return decodeList(place, 'state.marks', value).map((marked, index) => {
    const path = `state.marks[${index}]`;
    const [va, runs] = decodeTuple(place, path, marked, 2);
    const bytes = decodeList(place, `${path}[1]`, runs).flatMap((run, at) => {
      const pair = decodeTuple(place, `${path}[1][${at}]`, run, 2);
      return pair.map((n, side) => decodeNumber(place, `${path}[1][${at}][${side}]`, n, anyCount));
    });
    return { va: decodeHex(place, `${path}[0]`, va), bytes };
  });
}
