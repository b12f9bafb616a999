/** The path to the best sighting of each invariant, copied from the path of a depth-first search. */
import type { PathStack } from './path-stack.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';

interface SightedPath {
  ordinals: number[];
  /** Length of the prefix of the search's path that has not changed since the copy was made. */
  shared: number;
}

/**
 * A search that leaves a region of violations improves its sighting many times. So only the part that
 * changed since the last copy is copied: no ordinal is copied more often than it was pushed.
 */
export class SightedPaths implements Saved {
  private readonly path: PathStack;
  private readonly kept: readonly SightedPath[];
  /** The least length of the path since the last `keep`. */
  private shortest = 0;

  constructor(path: PathStack, count: number) {
    this.path = path;
    this.kept = Array.from({ length: count }, () => ({ ordinals: [], shared: 0 }));
  }

  /** The path was cut to this length. */
  cutTo(length: number): void {
    if (length < this.shortest) this.shortest = length;
  }

  /** Copies the current path. */
  keep(number: number): void {
    const { path } = this;
    for (const kept of this.kept) kept.shared = Math.min(kept.shared, this.shortest);
    this.shortest = path.length;
    const { ordinals, shared } = this.kept[number];
    ordinals.length = shared;
    for (let at = shared; at < path.length; at++) ordinals.push(path.ordinalAt(at));
    this.kept[number].shared = path.length;
  }

  of(number: number): number[] {
    return this.kept[number].ordinals;
  }

  save(to: SnapshotWriter): void {
    const { kept, shortest } = this;
    const numbers = kept.flatMap(({ ordinals, shared }) => [ordinals.length, shared]);
    to.numbers('sighted paths', [shortest, ...numbers]);
    to.words(
      'sighted paths',
      kept.map(({ ordinals }) => Int32Array.from(ordinals)),
    );
  }

  restore(from: SnapshotReader): void {
    const [shortest, ...numbers] = from.numbers('sighted paths');
    const pieces = this.kept.map((_, number) => new Int32Array(numbers[2 * number]));
    from.words('sighted paths', pieces);
    this.shortest = shortest;
    for (const [number, kept] of this.kept.entries()) {
      kept.ordinals = [...pieces[number]];
      kept.shared = numbers[2 * number + 1];
    }
  }

  get bytes(): number {
    return this.kept.reduce((sum, { ordinals }) => sum + 8 * ordinals.length, 0);
  }
}
