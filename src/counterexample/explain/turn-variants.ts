/** The same story told a little differently: with something changed, threads must meet at other steps. */
import { geometries } from '../../subjects/vmem/machine/geometry.ts';
import type { Draft } from '../shrink/turn-drafts.ts';

export interface DraftVariant {
  readonly draft: Draft;
  /** What of it is not as in the file, as part of a sentence; empty for the draft as it is. */
  readonly note: string;
}

/** No operation of a tiny machine takes longer to meet another: beyond, all places are behind its end. */
const stepsMax = 96;
/** Levels of tables and parts of a section are few: an allocation does not move further than this. */
const attemptMax = 12;

/** As it is; then with one preemption after fewer or more steps, the nearest first. */
export function* otherPlaces(draft: Draft, besides = ''): Generator<DraftVariant> {
  yield { draft, note: besides };
  const { operations, parts } = draft;
  const cut = parts.flatMap(({ steps }, at) => (steps === Infinity ? [] : [at]));
  for (let distance = 1; distance < stepsMax; distance++) {
    for (const at of cut) {
      for (const steps of [parts[at].steps - distance, parts[at].steps + distance]) {
        if (steps < 1 || steps > stepsMax) continue;
        const moved = parts.map((part, index) => (index === at ? { ...part, steps } : part));
        const thread = operations[parts[at].operation].thread ?? 1;
        const place = `thread ${thread} is put aside after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
        yield {
          draft: { ...draft, parts: moved },
          note: besides === '' ? place : `${besides} and ${place}`,
        };
      }
    }
  }
}

/** The same, and then with another attempt failing: on another machine an allocation has another number. */
export function* otherChances(asWritten: Draft): Generator<DraftVariant> {
  const draft = withContents(asWritten);
  yield* otherPlaces(draft);
  for (const [at, { failed }] of draft.operations.entries()) {
    if (failed.length === 0) continue;
    const first = Math.min(...failed);
    for (let attempt = 1; attempt <= attemptMax; attempt++) {
      if (attempt === first) continue;
      const moved = failed.map((other) => other - first + attempt);
      const operations = draft.operations.map((operation, index) =>
        index === at ? { ...operation, failed: moved } : operation,
      );
      yield* otherPlaces(
        { ...draft, operations },
        `allocation ${moved.join(', ')} of operation ${at + 1} fails`,
      );
    }
  }
}

/** Zeroes are zeroes, and 0xFD is 0xFD: what the file says of contents is what the assumption takes away. */
function withContents(draft: Draft): Draft {
  const { fresh, geometry } = draft.request;
  if (fresh === 'recycled') return draft;
  const bytes = geometries[geometry].span[1];
  const attempts = fresh === 'zero' ? [] : Array.from({ length: attemptMax }, (_, at) => at + 1);
  const contents = attempts.map((attempt) => ({
    attempt,
    marked: [[0, bytes]] as [number, number][],
  }));
  return {
    ...draft,
    operations: draft.operations.map((operation) => ({ ...operation, contents })),
  };
}
