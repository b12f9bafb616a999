/** The known word that is nearest to an unknown one, so that a typo gets an answer and not only a refusal. */

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

/** A hostile word of megabytes must not cost megabytes times the list. */
const wordMax = 60;

/** Undefined if nothing is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined;
  // A word of one letter is one edit from every other one.
  const limit = Math.min(word.length - 1, Math.max(1, Math.floor(word.length / 3)));
  const [best] = byDistance(word, known);
  return best !== undefined && best.distance <= limit ? best.name : undefined;
}

/** The nearest first; of two that are as near, the first of the list. */
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
  // Who types the beginning of a long name gets the names that begin so.
  const begun = word.length < 2 ? [] : known.filter((one) => one.startsWith(word.toLowerCase()));
  return begun.length === 0 ? '' : `; did you mean ${begun.slice(0, shownMax).join(' or ')}?`;
}

/** More names than that are no help in a line. */
const listedMax = 16;
const shownMax = 3;

/**
 * The end of a message about a word that is none of a list: all of a short list, of a long one the nearest
 * three and `command`, which lists all.
 */
export function mustBeOneOf(word: string, known: readonly string[], command: string): string {
  const hint = didYouMean(word, known);
  if (known.length <= listedMax) return `it must be one of ${known.join(', ')}${hint}`;
  const all = `it must be one of the ${known.length} that ${command} names`;
  if (hint !== '' || word.length > wordMax) return `${all}${hint}`;
  const near = byDistance(word, known).slice(0, shownMax);
  return `${all}; the nearest are ${near.map(({ name }) => name).join(', ')}`;
}
