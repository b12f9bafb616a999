/** How threads took turns, as a counterexample file has it: [thread, steps], in order. */

/** A thread that resumes where it stopped has one longer turn. */
export function appendTurn(turns: [number, number][], thread: number, steps: number): void {
  const last = turns.at(-1);
  if (last !== undefined && last[0] === thread) last[1] += steps;
  else turns.push([thread, steps]);
}
