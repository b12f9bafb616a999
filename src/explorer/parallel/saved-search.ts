/**
 * The snapshot of a parallel search: the levels that are done, the states of the current level, and the
 * successors of its chunks that are done. It does not depend on the number of workers. Fields, in order:
 *
 *     system           memory of the system, if it has any
 *     level            depth, first number, states, chunk size, states in the table, 1 if between chunks
 *     counts           of levels that are done; of this level
 *     table, links     visited states with ranks; links of expanded states
 *     states           records of the current level
 *     chunks, found    chunks that are done, successors of each, and their records
 */
import type { System } from '../../model/system.ts';
import { none } from '../parent-links.ts';
import {
  noRoom,
  notTheSame,
  restoreSystem,
  type SnapshotReader,
  type SnapshotWriter,
  saveSystem,
  skipTransitions,
} from '../snapshot.ts';
import type { Counts } from './counts.ts';
import type { CurrentLevel } from './level.ts';
import { RecordField, type Records } from './records.ts';
import type { Segments } from './segments.ts';
import { Word } from './shared-memory.ts';
import { rankOf } from './shared-table.ts';
import type { ParallelWorker } from './worker.ts';

/** All parts of a search; `worker` is worker 0. */
export interface SearchParts {
  readonly system: System;
  readonly worker: ParallelWorker;
  readonly level: CurrentLevel;
  readonly counts: Counts;
}

/**
 * All workers are halted. Between two chunks the work done in the level is saved; anywhere else, the
 * search at the start of the level.
 */
export function saveSearch(to: SnapshotWriter, parts: SearchParts, isBetweenChunks: boolean): void {
  const { system, worker, level, counts } = parts;
  const { segments } = level;
  const { control, table, links, records } = worker;
  const side = control[Word.side];
  const levelStart = control[Word.levelStart];
  worker.refreshRecords();
  saveSystem(to, system);
  const taken = isBetweenChunks ? Atomics.load(control, Word.taken) : level.end;
  const cut = [level.depth, levelStart, level.size, control[Word.chunkSize]];
  to.numbers('level', [...cut, taken, Number(isBetweenChunks)]);
  counts.save(to, isBetweenChunks);
  table.save(to);
  links.save(to, isBetweenChunks ? level.end : levelStart);
  to.words('states', piecesOf(segments[side], numbersBelow(control[Word.segmentCount]), side));
  const found = segments[1 - side];
  const chunks = isBetweenChunks
    ? numbersBelow(level.chunkCount).filter((chunk) => found.isSet(chunk))
    : [];
  to.numbers('chunks', chunks);
  to.numbers(
    'found by chunk',
    chunks.map((chunk) => found.count(chunk)),
  );
  to.words('found', piecesOf(found, chunks, 1 - side));

  function piecesOf(segmentsOf: Segments, numbers: readonly number[], of: number): Int32Array[] {
    return numbers.map((number) =>
      records[segmentsOf.worker(number)][of].piece(
        segmentsOf.start(number),
        segmentsOf.count(number),
      ),
    );
  }
}

/**
 * Only on a new search. Puts the states into the records of the leader and sets the level in `control`.
 * Throws `InputError` if the snapshot does not fit.
 */
export function restoreSearch(from: SnapshotReader, parts: SearchParts): void {
  const { system, worker, level, counts } = parts;
  const { segments } = level;
  const { control, table, links, budget, records } = worker;
  const [states, found] = records[worker.index];
  restoreSystem(from, system);
  const [depth, levelStart, levelSize, chunkSize, taken, between] = from.numbers('level');
  const isBetweenChunks = between !== 0;
  counts.restore(from);
  // The states of the level have parents in the level before, so lower ranks.
  table.restore(from, isBetweenChunks ? Infinity : rankOf(levelStart - 1), budget);
  links.restore(from, budget);
  restoreRecords(from, 'states', states, levelSize);
  segments[0].set(0, worker.index, 0, levelSize);
  segments[0].arrange(1);
  const chunks = from.numbers('chunks');
  const foundCounts = from.numbers('found by chunk');
  const foundCount = foundCounts.reduce((sum, count) => sum + count, 0);
  restoreRecords(from, 'found', found, foundCount);
  control[Word.side] = 0;
  control[Word.segmentCount] = 1;
  control[Word.depth] = depth;
  control[Word.levelStart] = levelStart;
  control[Word.levelSize] = levelSize;
  control[Word.chunkSize] = chunkSize;
  Atomics.store(control, Word.taken, taken);
  level.enterAgain();
  worker.restoreLevel(chunks, foundCounts);
  checkPath(parts, states);
}

function restoreRecords(from: SnapshotReader, name: string, records: Records, count: number): void {
  if (!records.reserve(count)) throw noRoom();
  from.words(name, [records.piece(0, count)]);
}

function numbersBelow(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** Checks that the path to the first state of the level still leads there. */
function checkPath({ system, worker: { links } }: SearchParts, states: Records): void {
  const parent = states.words[RecordField.parent];
  const path = parent === none ? [] : [...links.pathTo(parent), states.words[RecordField.ordinal]];
  const state = new Uint8Array(system.stateLength);
  system.writeInitial(state);
  for (const ordinal of path) {
    system.load(state, 0);
    skipTransitions(system, ordinal + 1);
    state.set(system.outcome.successor);
  }
  const at = states.stateOf(0) * 4;
  if (state.some((byte, index) => byte !== states.bytes[at + index])) {
    throw notTheSame('a path leads to another state than before');
  }
}
