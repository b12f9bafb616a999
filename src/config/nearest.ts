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

/** Undefined if nothing is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // A hostile word of megabytes must not cost megabytes times the list.
  if (word.length > 60) return undefined;
  // A word of one letter is one edit from every other one.
  const limit = Math.min(word.length - 1, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean x?`, or all names that begin with the word, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean ${near}?`;
  // Who types the beginning of a long name gets the names that begin so.
  const begun = word.length < 2 ? [] : known.filter((one) => one.startsWith(word.toLowerCase()));
  return begun.length === 0 ? '' : `; did you mean ${begun.join(' or ')}?`;
}
