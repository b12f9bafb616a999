/** The order of texts by their code units, which is the same in every locale. */

export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
