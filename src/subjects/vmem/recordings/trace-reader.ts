/** Reads a recording line by line: the header, then one operation at a time, at most one in memory. */
import { InputError } from '../../../errors.ts';
import { decodeHeader, type TraceHeader } from './trace-header.ts';
import { decodeOperation, type TraceOperation } from './trace-operation.ts';
import { refuseValue, type TracePlace } from './trace-values.ts';

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
