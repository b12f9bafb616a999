/** Possible contents of a memmap block or page, page by page, and the pool of contents of freed blocks. */
import type { Range } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';

/** Whether all bytes of a page are 0xFD: no step depends on more (docs/MODEL.md). */
export const PageState = { written: 0, unused: 1 } as const;
export type PageState = (typeof PageState)[keyof typeof PageState];

export interface BlockContent {
  /** One `PageState` per page. */
  readonly states: readonly PageState[];
  /** Offsets that contain 0xFD. */
  readonly marked: readonly Range[];
  /** The free frame with this content; absent if frames have no numbers. */
  readonly frame?: number;
}

function pageCount(bytes: number): number {
  return bytes / pageBytes;
}

export function nothingMarked(bytes: number): BlockContent {
  return { states: Array(pageCount(bytes)).fill(PageState.written), marked: [] };
}

export function allMarked(bytes: number): BlockContent {
  return {
    states: Array(pageCount(bytes)).fill(PageState.unused),
    marked: [{ start: 0, end: bytes }],
  };
}

export function blockContentOf(marked: RangeSet, bytes: number): BlockContent {
  const states: PageState[] = [];
  const unused: Range[] = [];
  for (let start = 0; start < bytes; start += pageBytes) {
    const isUnused = marked.covers(start, start + pageBytes);
    states.push(isUnused ? PageState.unused : PageState.written);
    if (isUnused) unused.push({ start, end: start + pageBytes });
  }
  return { states, marked: joined(unused) };
}

/** Ranges in order, with adjacent ones merged. */
function joined(ranges: readonly Range[]): Range[] {
  const set = new RangeSet();
  for (const range of ranges) set.add(range.start, range.end);
  return set.ranges();
}

export function isSameContent(a: BlockContent, b: BlockContent): boolean {
  return a.states.length === b.states.length && a.states.every((state, i) => state === b.states[i]);
}

/** The states as digits, the last page first: the order of these texts is that of sum(state * 2^page). */
export function codeOf(content: BlockContent): string {
  return [...content.states].reverse().join('');
}

function unusedPages(content: BlockContent): number {
  return content.states.filter((state) => state === PageState.unused).length;
}

/** Above 0 if `a` ranks above `b`: more unused pages, then the higher code. */
function compareRank(a: BlockContent, b: BlockContent): number {
  const byPages = unusedPages(a) - unusedPages(b);
  if (byPages !== 0) return byPages;
  const [codeA, codeB] = [codeOf(a), codeOf(b)];
  if (codeA === codeB) return 0;
  return codeA > codeB ? 1 : -1;
}

/** Among equal contents, the one in the lowest frame comes first, and is taken first. */
function frameOf({ frame = 0 }: BlockContent): number {
  return frame;
}

/** Freed contents that could mislead a scan, worst first; a content may occur twice. */
export class ContentPool {
  contents: readonly BlockContent[] = [];
  private readonly countMax: number;

  constructor(countMax: number) {
    this.countMax = countMax;
  }

  /** A block without an unused page is equivalent to a new one and need not be remembered. */
  put(content: BlockContent): void {
    if (unusedPages(content) === 0) return;
    this.contents = [...this.contents, content]
      .sort((a, b) => compareRank(b, a) || frameOf(a) - frameOf(b))
      .slice(0, this.countMax);
  }

  /** Removes one instance and returns it; undefined if there is none. */
  take(content: BlockContent): BlockContent | undefined {
    const index = this.contents.findIndex((held) => isSameContent(held, content));
    const taken = this.contents.at(index);
    if (index < 0 || taken === undefined) return undefined;
    this.contents = this.contents.filter((_, at) => at !== index);
    return taken;
  }

  /** Contents without duplicates, worst first. */
  distinct(): BlockContent[] {
    return this.contents.filter(
      (content, index) => index === 0 || !isSameContent(content, this.contents[index - 1]),
    );
  }
}
