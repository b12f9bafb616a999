/** When two counterexamples have the same story, although their files differ. */
import type { Counterexample } from './counterexample.ts';

/**
 * Equal for files whose replay is the same from the first step to the last: the same revision on the same
 * machine executes the same operations, and the same claim breaks. What a search could have tried besides
 * (other sections, more failures) is not part of it, nor are texts.
 */
export function storyKey({ request, invariant, operations, turns = [] }: Counterexample): string {
  const { revision, geometry, structPage, edat1, edat2, debugPagealloc, kasan, vmalloc } = request;
  const machine = [geometry, structPage, edat1, edat2, debugPagealloc, kasan, vmalloc];
  const callers = [request.contract, request.online, request.faults, request.threads];
  const schedule = operations.map(({ failed, contents, ...what }) => [
    sortedFields(what),
    [...failed].sort((a, b) => a - b),
    [...contents]
      .sort((a, b) => a.attempt - b.attempt)
      .map(({ attempt, marked }) => [attempt, marked]),
  ]);
  return JSON.stringify([revision, machine, callers, invariant, schedule, turns]);
}

/** The order of the fields in a file is irrelevant. */
function sortedFields(what: Readonly<Record<string, unknown>>): unknown[] {
  const names = Object.keys(what).sort((a, b) => (a < b ? -1 : 1));
  return names.map((name) => [name, what[name]]);
}
