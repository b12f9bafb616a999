/** A page of the manual: hand-written lines, and generated blocks between markers. */

/** The request in a marker: `<!-- made: KIND ARGUMENTS`, optional further lines, then `-->`. */
export interface Request {
  readonly kind: string;
  readonly argument: string;
  readonly lines: readonly string[];
}

const block = /^<!-- made: (.*?)-->\n(.*?)^<!-- \/made -->$/gms;
const opening = '<!-- made: ';

/** The page with the content of each block regenerated; hand-written lines are unchanged. */
export async function remade(
  page: string,
  make: (request: Request) => Promise<string>,
): Promise<string> {
  const pieces: string[] = [];
  let end = 0;
  for (const match of page.matchAll(block)) {
    const [whole, marker] = match;
    pieces.push(page.slice(end, match.index), opening, marker, '-->\n');
    pieces.push(await make(requestOf(marker)), '<!-- /made -->');
    end = match.index + whole.length;
  }
  return [...pieces, page.slice(end)].join('');
}

export function requestsOf(page: string): Request[] {
  return [...page.matchAll(block)].map(([, marker]) => requestOf(marker));
}

/** The hand-written part of the page: all lines except generated content. */
export function handwritten(page: string): string {
  const text = page.replaceAll(block, (_, marker: string) => `${opening}${marker}-->`);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

export function countHandwrittenLines(page: string): number {
  return handwritten(page).split('\n').length;
}

function requestOf(marker: string): Request {
  const [first, ...lines] = marker.trim().split('\n');
  const [kind, ...words] = first.trim().split(' ');
  return { kind, argument: words.join(' '), lines };
}
