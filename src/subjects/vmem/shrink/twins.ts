/** Memory blocks of one size are interchangeable, so a story also holds for the other one. */

import type { VmemDraft } from './vmem-draft.ts';

/** The draft, and the draft with two memory blocks of equal size exchanged. */
export function withTwins(draft: VmemDraft): VmemDraft[] {
  const { blocks } = draft.request;
  const twins = blocks.flatMap((one, index) =>
    blocks
      .slice(index + 1)
      .filter((other) => other.length === one.length)
      .map((other) => swapped(draft, one, other)),
  );
  return [draft, ...twins];
}

function swapped(draft: VmemDraft, one: readonly number[], other: readonly number[]): VmemDraft {
  const placeOf = new Map([
    [String(one), other],
    [String(other), one],
  ]);
  const operations = draft.operations.map((operation) => {
    const place = placeOf.get(String(operation.sections));
    return place === undefined ? operation : { ...operation, sections: [...place] };
  });
  return { ...draft, operations };
}
