/** Failures and contents of memory that a smaller counterexample may not need. */
import { changed, withoutOperations } from '../../../subject/draft.ts';
import { lessMarked } from '../execution/chance.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import {
  allocationsOf,
  type VmemCandidates,
  type VmemDraft,
  type VmemTrial,
  withTwins,
} from './vmem-draft.ts';

export function* withoutFailures({ draft }: Pick<VmemTrial, 'draft'>): Generator<VmemDraft> {
  for (const [at, { failed }] of draft.operations.entries()) {
    for (const attempt of failed) yield changed(draft, at, { failed: others(failed, attempt) });
  }
}

/** Memory with less 0xFD in it: first none, then any other content that the allocator could return. */
export function* withLessMarked(best: Omit<VmemTrial, 'isViolated'>): Generator<VmemDraft> {
  const { draft } = best;
  for (const [at, { contents }] of draft.operations.entries()) {
    for (const given of contents) {
      const offered = allocationsOf(best, at).at(given.attempt - 1)?.offered ?? [];
      for (const marked of lessMarked(offered, given.marked)) {
        const rest = others(contents, given);
        const next = marked.length === 0 ? rest : [...rest, { ...given, marked }];
        yield changed(draft, at, { contents: next });
      }
    }
  }
}

/**
 * A choice at attempt 7 may belong to attempt 4 once an earlier operation is removed, or to another once an
 * earlier failure is removed: removes one of these and moves one failure or content of an operation to each
 * attempt.
 */
export function* shifted({ draft }: VmemTrial): VmemCandidates {
  for (const at of draft.operations.keys()) {
    const base = withoutOperations(draft, [at]);
    for (let index = at; index < base.operations.length; index++) yield* shiftIn(base, index);
  }
  for (const [at, { failed }] of draft.operations.entries()) {
    for (const attempt of failed) {
      yield* shiftIn(changed(draft, at, { failed: others(failed, attempt) }), at);
    }
  }
}

function* shiftIn(base: VmemDraft, index: number): VmemCandidates {
  const { failed, contents } = base.operations[index];
  for (const attempt of failed) {
    const left = others(failed, attempt);
    yield* moveTo(changed(base, index, { failed: left }), index, (to) => ({
      failed: ascending([...left, to]),
    }));
  }
  for (const given of contents) {
    const left = others(contents, given);
    yield* moveTo(changed(base, index, { contents: left }), index, (to) => ({
      contents: [...left, { ...given, attempt: to }],
    }));
  }
}

function* moveTo(
  free: VmemDraft,
  index: number,
  move: (attempt: number) => Partial<VmemScheduledOperation>,
): VmemCandidates {
  const trial = yield free;
  if (trial === null) return;
  const attempts = trial.execution.allocations.get(index)?.length ?? 0;
  for (let to = 1; to <= attempts; to++) yield changed(free, index, move(to));
}

/**
 * Replaces a failure or content with another failure, which may violate the claim earlier. An operation
 * without either is unchanged, so that the story still shows that nothing has to fail.
 */
export function* exchanged({ draft }: VmemTrial): VmemCandidates {
  for (const [at, { failed, contents }] of draft.operations.entries()) {
    const changes = [
      ...failed.map((attempt) => ({ failed: others(failed, attempt) })),
      ...contents.map((given) => ({ contents: others(contents, given) })),
    ];
    for (const change of changes) {
      const free = changed(draft, at, change);
      for (const start of [free, ...withLastOnly(free)].flatMap(withTwins)) {
        yield* failAnywhere(start);
      }
    }
  }
}

/** Each operation, and also the last one at the same time. */
function withLastOnly(draft: VmemDraft): VmemDraft[] {
  const last = draft.operations.length - 1;
  const indices = [...draft.operations.keys()];
  return indices.slice(0, -1).map((one) =>
    withoutOperations(
      draft,
      indices.filter((index) => index !== one && index !== last),
    ),
  );
}

function* failAnywhere(free: VmemDraft): VmemCandidates {
  const trial = yield free;
  if (trial === null) return;
  const { draft } = trial;
  for (const [at, { failed }] of draft.operations.entries()) {
    if (failed.length >= draft.request.failAllocs) continue;
    for (let attempt = 1; attempt <= allocationsOf(trial, at).length; attempt++) {
      yield* withLess(changed(draft, at, { failed: ascending([...failed, attempt]) }));
    }
  }
}

/** If it breaks as late as before, there is no gain, unless operations can now be removed. */
function* withLess(draft: VmemDraft): VmemCandidates {
  const trial = yield draft;
  if (trial?.isViolated !== true) return;
  const { length } = trial.draft.operations;
  for (let size = length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= length; at++) {
      const run = Array.from({ length: size }, (_, index) => at + index);
      yield withoutOperations(trial.draft, run);
    }
  }
}

export function ascending(attempts: readonly number[]): number[] {
  return [...attempts].sort((a, b) => a - b);
}

export function others<Item>(items: readonly Item[], one: Item): Item[] {
  return items.filter((item) => item !== one);
}
