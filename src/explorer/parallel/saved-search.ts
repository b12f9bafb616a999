/**
 * A parallel search in a checkpoint: the finished levels, the states of the current one, and the results of
 * its finished chunks. Independent of the number of workers.
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
import type { Level } from './level.ts';
import { RecordField, type Records } from './records.ts';
import type { Segments } from './segments.ts';
import { Word } from './shared-memory.ts';
import { rankOf } from './shared-table.ts';
import type { ParallelWorker } from './worker.ts';

/** All parts of a search; the worker is that of the leader. */
export interface SearchParts {
  readonly system: System;
  readonly worker: ParallelWorker;
  readonly level: Level;
  readonly counts: Counts;
}

/**
 * All workers are stopped. Between two chunks everything finished in the level is saved; anywhere else, the
 * search as it was when the level began.
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

  function piecesOf(lie: Segments, numbers: readonly number[], of: number): Int32Array[] {
    return numbers.map((number) =>
      records[lie.worker(number)][of].piece(lie.start(number), lie.count(number)),
    );
  }
}

/**
 * Only on a new search. The states are in the records of the leader afterwards, and the level is that of
 * `control`. Throws `InputError` on a mismatch.
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
  // A state of the level was found from one of the level before.
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
  checkWay(parts, states);
}

function restoreRecords(from: SnapshotReader, name: string, records: Records, count: number): void {
  if (!records.reserve(count)) throw noRoom();
  from.words(name, [records.piece(0, count)]);
}

function numbersBelow(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** The path to the first state of the level leads there, if the system is unchanged. */
function checkWay({ system, worker: { links } }: SearchParts, states: Records): void {
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
