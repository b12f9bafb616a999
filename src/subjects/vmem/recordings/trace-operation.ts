/** Reads a recording line by line: the header, then operations (docs/TRACE-FORMAT.md), one in memory at a time. */
import { InputError } from '../../../errors.ts';
import type { JsonObject } from '../../../input/parse-json.ts';
import { hex } from '../../../text/hex.ts';
import type { Range } from '../machine/description.ts';
import { decodeEvents } from './event-decoder.ts';
import type { EventList } from './event-list.ts';
import { decodeHeader, type Evidence, type TraceHeader } from './trace-header.ts';
import { decodeState, type TraceState } from './trace-state.ts';
import {
  anyByte,
  anyCount,
  anyInteger,
  type Bounds,
  decodeFlag,
  decodeHex,
  decodeLine,
  decodeList,
  decodeMap,
  decodeName,
  decodeNumber,
  decodeNumberOrNull,
  decodeObject,
  decodeTuple,
  refuseValue,
  type TracePlace,
} from './trace-values.ts';

/** The operations with their second argument. */
const secondArguments = {
  vmemmap_populate: 'end',
  vmemmap_free: 'end',
  vmem_add_mapping: 'size',
  vmem_remove_mapping: 'size',
  vmem_add_range: 'size',
  memmap_write: 'end',
} as const;
type CallName = keyof typeof secondArguments;
const opNames = [...Object.keys(secondArguments), 'reset'];

const allocKinds = ['block', 'page', 'table'] as const;
type AllocKindName = (typeof allocKinds)[number];

/** The failing allocation attempts; an infinite number means none. */
interface Failures {
  readonly at: readonly number[];
  readonly from: number;
  readonly kind: AllocKindName | null;
}

/** By attempt: the offsets of a fresh block or page that contained 0xFD when it was handed out. */
export type RecordedContents = ReadonlyMap<number, readonly Range[]>;

export interface TraceOperation {
  readonly op: CallName;
  readonly start: number;
  /** Exclusive end, or for the identity mapping the size. */
  readonly endOrSize: number;
  /** The byte that `memmap_write` writes. */
  readonly byte: number;
  readonly failures: Failures;
  /** For attempts that it does not list, the header defines the content. */
  readonly contents: RecordedContents;
  readonly boot: boolean;
  /** Memmap comes from, or returns to, the altmap. */
  readonly altmap: boolean;
  readonly ret: number | null;
  readonly oops: boolean;
  readonly allocs: number;
  /** Null in a recording that shows states only. */
  readonly events: EventList | null;
  readonly state: TraceState;
}

const resultFields = ['op', 'start', 'ret', 'oops', 'allocs', 'events', 'state', 'anomalies'];
const callFields = ['failAt', 'failFrom', 'failKind', 'contents', 'boot'];
/** Operations that can use the altmap. */
const memmapCalls: readonly string[] = ['vmemmap_populate', 'vmemmap_free'];
const attempt: Bounds = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** An operation, or null for a reset. */
function decodeOperation(
  place: TracePlace,
  text: string,
  evidence: Evidence = 'writes',
): TraceOperation | null {
  const line = decodeLine(place, text);
  const name = opNames[decodeName(place, 'op', line['op'], opNames)];
  if (name === 'reset') {
    decodeObject(place, '', line, ['op']);
    return null;
  }
  const op = name as CallName;
  const second = secondArguments[op];
  const isWrite = op === 'memmap_write';
  const ownFields = isWrite ? ['byte'] : [...callFields];
  if (memmapCalls.includes(op)) ownFields.push('altmap');
  decodeObject(place, '', line, [...resultFields, second, ...ownFields]);
  if (line['anomalies'] !== undefined) decodeList(place, 'anomalies', line['anomalies']);
  const oops = decodeFlag(place, 'oops', line['oops']);
  const ret = decodeNumberOrNull(place, 'ret', line['ret'], anyInteger);
  if (oops && ret !== null) refuseValue(place, 'ret', ret, 'null, as oops is true');
  const boot = decodeFlag(place, 'boot', line['boot']);
  if (op === 'vmem_add_range' && !boot)
    refuseValue(place, 'boot', line['boot'], 'true: only boot adds so');
  return {
    op,
    start: decodeHex(place, 'start', line['start']),
    endOrSize: decodeHex(place, second, line[second]),
    byte: isWrite ? decodeNumber(place, 'byte', line['byte'], anyByte) : 0,
    failures: isWrite ? noFailure : decodeFailures(place, line),
    contents: decodeContents(place, line['contents']),
    boot,
    altmap: decodeFlag(place, 'altmap', line['altmap']),
    ret,
    oops,
    allocs: decodeNumber(place, 'allocs', line['allocs'], anyCount),
    events: decodeShownEvents(place, line['events'], evidence),
    state: decodeState(place, line['state']),
  };
}

const noFailure: Failures = { at: [], from: Infinity, kind: null };

function decodeFailures(place: TracePlace, line: JsonObject): Failures {
  const { failAt, failFrom, failKind } = line;
  const hasKind = failKind !== undefined;
  return {
    at: decodeFailAt(place, failAt),
    from: failFrom === undefined ? Infinity : decodeNumber(place, 'failFrom', failFrom, attempt),
    kind: hasKind ? allocKinds[decodeName(place, 'failKind', failKind, allocKinds)] : null,
  };
}

function decodeFailAt(place: TracePlace, value: unknown): readonly number[] {
  if (Array.isArray(value)) {
    return value.map((n, index) => decodeNumber(place, `failAt[${index}]`, n, attempt));
  }
  const one = decodeNumberOrNull(place, 'failAt', value, attempt);
  return one === null ? [] : [one];
}

function decodeShownEvents(
  place: TracePlace,
  value: unknown,
  evidence: Evidence,
): EventList | null {
  if (evidence === 'writes') return decodeEvents(place, value);
  if (value !== undefined) {
    refuseValue(place, 'events', value, 'absent, as the evidence of the header is "states"');
  }
  return null;
}

const noContents: RecordedContents = new Map();
const attemptPattern = /^[1-9][0-9]{0,14}$/;

function decodeContents(place: TracePlace, value: unknown): RecordedContents {
  if (value === undefined) return noContents;
  const contents = new Map<number, readonly Range[]>();
  for (const [key, runs] of Object.entries(decodeMap(place, 'contents', value))) {
    if (!attemptPattern.test(key)) {
      refuseValue(place, 'a key of contents', key, 'the number of an attempt, from 1');
    }
    contents.set(Number(key), decodeMarkedRuns(place, `contents.${key}`, runs));
  }
  return contents;
}

/** [offset, bytes] runs, ascending and apart. */
function decodeMarkedRuns(place: TracePlace, path: string, value: unknown): Range[] {
  let end = 0;
  return decodeList(place, path, value).map((run, at) => {
    const [offset, bytes] = decodeTuple(place, `${path}[${at}]`, run, 2);
    const free: Bounds = { min: end, max: Number.MAX_SAFE_INTEGER };
    const start = decodeNumber(place, `${path}[${at}][0]`, offset, free);
    end = start + decodeNumber(place, `${path}[${at}][1]`, bytes, attempt);
    return { start, end };
  });
}

/** The operation from its first fields: name, arguments, and failing attempts. */
export function operationText(operation: TraceOperation): string {
  const { op, start, endOrSize, byte, failures, boot, altmap } = operation;
  const words = [op, hex(start), hex(endOrSize)];
  if (op === 'memmap_write') words.push(`byte=${byte}`);
  if (failures.at.length > 0) words.push(`failAt=${failures.at.join(',')}`);
  if (failures.from !== Infinity) words.push(`failFrom=${failures.from}`);
  if (failures.kind !== null) words.push(`failKind=${failures.kind}`);
  if (boot) words.push('boot');
  if (altmap) words.push('altmap');
  return words.join(' ');
}

interface TraceReader {
  readonly header: TraceHeader;
  readonly headerPlace: TracePlace;
  /** One operation per line, null for a reset. */
  readonly operations: Iterable<TracedLine>;
}

interface TracedLine {
  readonly place: TracePlace;
  readonly operation: TraceOperation | null;
}

/** Throws `InputError` now for a wrong header, and while iterating for a wrong operation. */
export function readTrace(file: string, lines: Iterable<string>): TraceReader {
  const iterator = lines[Symbol.iterator]();
  const headerPlace: TracePlace = { file, line: 1 };
  const first = iterator.next();
  if (first.done === true) {
    throw new InputError(`${file}:1: the file is empty; it must begin with a header line`);
  }
  const header = decodeHeader(headerPlace, first.value);
  return { header, headerPlace, operations: readOperations(file, iterator, header) };
}

function hasAltmap(header: TraceHeader): boolean {
  return header.kind === 'modelled' && header.machine.altmapPages !== undefined;
}

function* readOperations(
  file: string,
  lines: Iterator<string>,
  header: TraceHeader,
): Generator<TracedLine> {
  const altmap = hasAltmap(header);
  const evidence = header.kind === 'modelled' ? header.evidence : 'writes';
  let crashed = false;
  for (let line = 2; ; line++) {
    const next = lines.next();
    if (next.done === true) return;
    const place: TracePlace = { file, line };
    const operation = decodeOperation(place, next.value, evidence);
    if (crashed && operation !== null) {
      refuseValue(place, 'op', operation.op, 'reset, as the operation before ended in an oops');
    }
    if (operation !== null) refuseWrongAltmap(place, operation, altmap);
    crashed = operation?.oops === true;
    yield { place, operation };
  }
}

/** Operations can use an altmap only if the header has one, and then every state describes it. */
function refuseWrongAltmap(place: TracePlace, operation: TraceOperation, altmap: boolean): void {
  const inState = operation.state.altmap ?? undefined;
  if (altmap) {
    if (inState === undefined) refuseValue(place, 'state.altmap', inState, 'a list of 2');
    return;
  }
  const allowed = 'absent, as the header has no machine.altmapPages';
  if (operation.altmap) refuseValue(place, 'altmap', operation.altmap, allowed);
  if (inState !== undefined) refuseValue(place, 'state.altmap', inState, allowed);
}
