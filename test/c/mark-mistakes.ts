/** Mistakes in how our C source marks a part of a block as unused, and looks for the marks. */
import type { Mistake } from './mistakes.ts';

export const markMistakes: Readonly<Record<string, Mistake>> = {
  'a mark ends a struct page early': {
    from: 'FILLER, BYTES(part));',
    to: 'FILLER, BYTES(part) - sizeof(struct page));',
    breaks: 'no-leaked-memmap',
    at: '}',
  },
  'a mark begins a struct page early': {
    from: 'memset((void *)part.from, FILLER, BYTES(part));',
    to: 'memset((void *)(part.from - sizeof(struct page)), FILLER, BYTES(part) + sizeof(struct page));',
    breaks: 'live-memmap-not-marked',
    at: 'memset(',
  },
  'a part is zeroed, not marked': {
    from: 'memset((void *)part.from, FILLER, BYTES(part));',
    to: 'memset((void *)part.from, 0, BYTES(part));',
    breaks: 'no-leaked-memmap',
    at: '}',
  },
  'half of a block is scanned': {
    from: 'FILLER, PMD_SIZE) == NULL;',
    to: 'FILLER, PMD_SIZE / 2) == NULL;',
    breaks: 'unused-means-unused',
    at: 'free_pages(memory, order);',
  },
};
