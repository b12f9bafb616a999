/** A checkpoint in memory: a copy of the snapshot from one search, for use by another. */
import { expect } from 'vitest';
import type { Resumption, SaveSearch } from '../../src/explorer/search.ts';

interface Recorded {
  readonly name: string;
  readonly content: readonly number[] | Int32Array;
}

export class MemoryCheckpoint {
  private readonly recorded: Recorded[] = [];

  constructor(save: SaveSearch) {
    save({
      numbers: (name, values) => this.recorded.push({ name, content: [...values] }),
      words: (name, pieces) => {
        const content = new Int32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
        let at = 0;
        for (const piece of pieces) {
          content.set(piece, at);
          at += piece.length;
        }
        this.recorded.push({ name, content });
      },
    });
  }

  resumption(elapsedMs = 0): Resumption {
    const rest = [...this.recorded];
    const take = (name: string): Recorded['content'] => {
      const next = rest.shift();
      expect(next?.name).toBe(name);
      return next?.content ?? [];
    };
    return {
      elapsedMs,
      from: {
        numbers: (name) => [...take(name)],
        words: (name, pieces) => {
          const content = take(name);
          let at = 0;
          for (const piece of pieces) {
            piece.set(content.slice(at, at + piece.length));
            at += piece.length;
          }
          expect(at).toBe(content.length);
        },
      },
    };
  }
}
