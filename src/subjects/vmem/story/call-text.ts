/** In words: a call of an entry point with its return value, and the nondeterministic choices of an operation. */
import { hex } from '../../../text/hex.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import { CallKind, callNames } from '../kernel/request.ts';
import { sizeOf } from '../machine/description.ts';
import type { RecordedCall } from '../plain/recorder.ts';

const errorNames: Readonly<Record<number, string>> = {
  [-12]: '-ENOMEM',
  [-22]: '-EINVAL',
  [-34]: '-ERANGE',
};

export function resultText(result: number): string {
  return errorNames[result] ?? String(result);
}

/** Calls that return nothing in the kernel. */
function isVoid(kind: CallKind | null): boolean {
  return kind === CallKind.free || kind === CallKind.remove;
}

/** `vmemmap_populate(0x8c000, 0x92000)`. */
export function callText({ kind, range }: RecordedCall): string {
  const { start, end } = range;
  if (kind === null && end === 0) return 'outside vmem.c';
  if (kind === null) return `the core writes struct pages ${hex(start)}-${hex(end)}`;
  const takesEnd = kind === CallKind.populate || kind === CallKind.free;
  return `${callNames[kind]}(${hex(start)}, ${hex(takesEnd ? end : sizeOf(range))})`;
}

/** ` = -ENOMEM`; nothing for calls that return nothing; ` ...` for one that resumes later. */
export function returnText({ kind, result, isCut = false }: RecordedCall): string {
  if (kind === null) return '';
  if (result === null) return isCut ? ' ...' : ' does not return';
  return isVoid(kind) ? '' : ` = ${resultText(result)}`;
}

/** ` (allocation 3 fails)`; empty if there were none. */
export function chanceText({ failed, contents }: VmemScheduledOperation): string {
  const parts: string[] = [];
  if (failed.length > 0) {
    parts.push(
      `${failed.length === 1 ? 'allocation' : 'allocations'} ${failed.join(', ')} ${failed.length === 1 ? 'fails' : 'fail'}`,
    );
  }
  for (const { attempt, marked } of contents) {
    const bytes = marked.reduce((sum, [, length]) => sum + length, 0);
    parts.push(`allocation ${attempt} returns memory with ${bytes} bytes of 0xFD in it`);
  }
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
