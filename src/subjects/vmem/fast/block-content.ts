/**
 * Content of a memmap block, as one byte: bit p is set if all bytes of its page p are 0xFD.
 *
 * A scan cannot distinguish more, because memmap ranges are whole pages: a page is filled with 0xFD
 * as a
 * whole, and one zeroed struct page at its head makes it count as used. Whether only its head was
 * written is not stored, because no step depends on it (docs/MODEL.md explains why this is exact).
 */

/** The content of a block of this number of pages with only 0xFD. */
export function unusedBlock(pages: number): number {
  return (1 << pages) - 1;
}

/** How likely a content is to mislead a scan: the number of pages of 0xFD; 0 if none. */
function markedPages(block: number): number {
  let pages = 0;
  for (let rest = block; rest !== 0; rest >>= 1) pages += rest & 1;
  return pages * 256 + block;
}

/** `rankOf` every byte, as a lookup table for the hot loop. */
export const contentRank: Int32Array = Int32Array.from({ length: 256 }, (_, block) =>
  markedPages(block),
);

/** All contents of a block of this number of pages that could mislead a scan, likeliest first. */
export function rankedContents(pages: number): number[] {
  return Array.from({ length: unusedBlock(pages) }, (_, at) => at + 1).sort(
    (a, b) => contentRank[b] - contentRank[a],
  );
}

/** The bytes of a block that are 0xFD, as [offset, length] runs. */
export function markedRuns(block: number, pages: number, pageSize: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let page = 0; page < pages; page++) {
    if (((block >> page) & 1) === 0) continue;
    const start = page * pageSize;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === start) last[1] += pageSize;
    else runs.push([start, pageSize]);
  }
  return runs;
}
