/** Finds the known word nearest to an unknown one, to suggest a correction for a typo. */

/** Edits (insert, drop, change, swap neighbours) that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, rows[i - 2][j - 2] + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** Bounds the cost for very long words. */
const wordMax = 60;

/** Undefined if no word is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined;
  // A word of one letter is one edit away from every other such word.
  const limit = Math.min(word.length - 1, Math.max(1, Math.floor(word.length / 3)));
  const [best] = byDistance(word, known);
  return best !== undefined && best.distance <= limit ? best.name : undefined;
}

/** Nearest first; ties in the order of the list. */
function byDistance(
  word: string,
  known: readonly string[],
): { readonly name: string; readonly distance: number }[] {
  return known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
}

/** `; did you mean x?`, or names that begin with the word, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean ${near}?`;
  // A prefix of a long name matches all names that start with it.
  const begun = word.length < 2 ? [] : known.filter((one) => one.startsWith(word.toLowerCase()));
  return begun.length === 0 ? '' : `; did you mean ${begun.slice(0, shownMax).join(' or ')}?`;
}

/** More names do not fit in a line. */
const listedMax = 16;
const shownMax = 3;

/**
 * The end of a message about a word that is not in a list: a short list in full; for a long one the nearest
 * three and `command`, which lists all.
 */
export function mustBeOneOf(word: string, known: readonly string[], command: string): string {
  const hint = didYouMean(word, known);
  if (known.length <= listedMax) return `it must be one of ${known.join(', ')}${hint}`;
  const all = `it must be one of the ${known.length} that ${command} lists`;
  if (hint !== '' || word.length > wordMax) return `${all}${hint}`;
  const near = byDistance(word, known).slice(0, shownMax);
  return `${all}; the nearest are ${near.map(({ name }) => name).join(', ')}`;
}
