/** A parallel search in threads: how leader and workers wait for each other. */
import { ModelError } from '../../errors.ts';
import type { SearchResult } from '../outcome.ts';
import { Leader, type LeaderRequest } from './leader.ts';
import { participantBits, type SharedMemory, Word } from './shared-memory.ts';
import { ParallelWorker, type WorkerRequest } from './worker.ts';

/** The longest wait before a check whether the other threads are alive. */
const waitMs = 50;
/** A helper publishes its counts after this number of transitions, for the progress. */
const transitionsPerCount = 1024;
/** Loads of a word before sleeping on it, some fifty microseconds: a wake-up takes longer. */
const looksMax = 8_000;
const participantMask = (1 << participantBits) - 1;

/** Runs the leader in this thread. Workers join when they are ready; it does not wait for them. */
export function lead(memory: SharedMemory, request: LeaderRequest): SearchResult {
  const leader = new Leader(memory, request);
  const { worker } = leader;
  const { control } = worker;
  join(control, 0);
  for (let count = leader.start(); count > 0; count = leader.next()) {
    Atomics.store(control, Word.arrived, 0);
    announce(control, count);
    worker.begin();
    while (!worker.advance(leader.ticks)) leader.poll();
    worker.publish();
    awaitArrivals(leader, control, count - 1);
  }
  Atomics.store(control, Word.ended, 1);
  announce(control, 0);
  return leader.result();
}

/** Runs a worker in this thread until the search is finished. */
export function help(memory: SharedMemory, request: WorkerRequest): void {
  const control = new Int32Array(memory.control);
  // The leader is always worker 0.
  const index = Atomics.add(control, Word.helpers, 1) + 1;
  const worker = new ParallelWorker(memory, index, request);
  let round = Atomics.load(control, Word.round);
  join(control, index);
  for (;;) {
    round = nextRound(control, round);
    if (Atomics.load(control, Word.ended) !== 0) return;
    if (index >= (round & participantMask)) continue;
    worker.begin();
    while (!worker.advance(transitionsPerCount)) worker.publishCounts();
    worker.publish();
    Atomics.add(control, Word.arrived, 1);
    Atomics.notify(control, Word.arrived);
  }
}

/** Call it in a thread that fails, so that no other thread waits for it. */
export function giveUp(memory: SharedMemory): void {
  const control = new Int32Array(memory.control);
  Atomics.store(control, Word.failed, 1);
  Atomics.store(control, Word.ended, 1);
  announce(control, 0);
  Atomics.notify(control, Word.arrived);
}

/** Workers join in the order of their numbers, because a command is for workers 0 to N - 1. */
function join(control: Int32Array, index: number): void {
  for (;;) {
    const joined = Atomics.load(control, Word.joined);
    if (joined === index || Atomics.load(control, Word.ended) !== 0) break;
    Atomics.wait(control, Word.joined, joined, waitMs);
  }
  Atomics.add(control, Word.joined, 1);
  Atomics.notify(control, Word.joined);
}

function announce(control: Int32Array, participants: number): void {
  const count = (Atomics.load(control, Word.round) >> participantBits) + 1;
  Atomics.store(control, Word.round, (count << participantBits) | participants);
  Atomics.notify(control, Word.round);
}

function nextRound(control: Int32Array, last: number): number {
  for (;;) {
    const round = lookFor(control, Word.round, last);
    if (round !== last || Atomics.load(control, Word.ended) !== 0) return round;
    Atomics.wait(control, Word.round, last, waitMs);
  }
}

function awaitArrivals(leader: Leader, control: Int32Array, count: number): void {
  for (;;) {
    const arrived = Atomics.load(control, Word.arrived);
    if (arrived >= count) return;
    if (Atomics.load(control, Word.failed) !== 0) throw new ModelError('a search thread died');
    if (lookFor(control, Word.arrived, arrived) !== arrived) continue;
    if (Atomics.wait(control, Word.arrived, arrived, waitMs) === 'timed-out') leader.poll();
  }
}

/** The value of the word as soon as it differs from `before`; `before` if that takes too long. */
function lookFor(control: Int32Array, word: number, before: number): number {
  let held = before;
  for (let looks = 0; looks < looksMax && held === before; looks++) {
    held = Atomics.load(control, word);
  }
  return held;
}
