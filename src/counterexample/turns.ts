/** The schedule of threads in a counterexample: [thread, steps], in order. */

/** Merges consecutive turns of the same thread. */
export function appendTurn(turns: [number, number][], thread: number, steps: number): void {
  const last = turns.at(-1);
  if (last !== undefined && last[0] === thread) last[1] += steps;
  else turns.push([thread, steps]);
}
