/** The nondeterministic choices of an executed operation, added to its schedule. */

import { InputError } from '../../../errors.ts';
import type { Scope } from '../environment/scope.ts';
import type { PerformedOperation } from '../plain/world.ts';
import type { VmemScheduledOperation } from './scheduled-operation.ts';

/** The operation with the nondeterministic choices that occurred in it. */
export function happened(
  scheduled: VmemScheduledOperation,
  { failed, contents }: Pick<PerformedOperation, 'failed' | 'contents'>,
): VmemScheduledOperation {
  return {
    ...scheduled,
    failed: [...failed],
    contents: contents.map(({ attempt, marked }) => ({
      attempt,
      marked: marked.map(([offset, length]) => [offset, length]),
    })),
  };
}

/** The operation with the choices of these attempts only: after the first, up to and including the last. */
export function between(
  scheduled: VmemScheduledOperation,
  before: number,
  last: number,
): VmemScheduledOperation {
  const isInside = (attempt: number): boolean => attempt > before && attempt <= last;
  return {
    ...scheduled,
    failed: scheduled.failed.filter(isInside),
    contents: scheduled.contents.filter(({ attempt }) => isInside(attempt)),
  };
}

export function failureThatIsMissing(
  scheduled: VmemScheduledOperation,
  failed: readonly number[],
): string | null {
  const missing = scheduled.failed.find((attempt) => !failed.includes(attempt));
  return missing === undefined ? null : `allocation ${missing}, which should fail, was never tried`;
}

export function whatNeverHappened(
  scheduled: VmemScheduledOperation,
  { failed, contents }: PerformedOperation,
): string | null {
  const failure = failureThatIsMissing(scheduled, failed);
  if (failure !== null) return failure;
  const unused = scheduled.contents.find(
    ({ attempt }) => !contents.some((content) => content.attempt === attempt),
  );
  return unused === undefined
    ? null
    : `allocation ${unused.attempt}, whose content is given, was never tried`;
}

/** Marks beyond the largest object that can hold marks would be ignored, or take unbounded time. */
export function checkContents(scope: Scope, { contents }: VmemScheduledOperation): void {
  const { span } = scope.kernel.machine.geometry;
  for (const { attempt, marked } of contents) {
    const run = marked.find(([offset, length]) => offset + length > span[1]);
    if (run !== undefined) {
      throw new InputError(
        `contents of attempt ${attempt} mark [${run.join(', ')}]; they must end within ${span[1]} bytes`,
      );
    }
  }
}
