/**
 * Calls of the entry points, each framed by requests that announce to the machine which range becomes live
 * or dead.
 */
import { call, returned, writeMemmap } from '../kernel/ask.ts';
import type { EntryPoints, KernelContext, MemmapSource } from '../kernel/kernel-source.ts';
import { CallKind, type Program } from '../kernel/request.ts';
import { type Range, sizeOf } from '../machine/description.ts';

function* framed(
  kernel: KernelContext,
  kind: CallKind,
  range: Range,
  program: Program<number | null>,
): Program<number> {
  const { start, end } = range;
  yield call(kind, start, end);
  const body = kernel.rewriteCall?.(kind, start, end, program) ?? program;
  const result = (yield* body) ?? 0;
  yield returned(kind, result);
  return result;
}

const entryPoints = ({ source, machine }: KernelContext): EntryPoints =>
  source.entryPoints(machine);

export function populate(
  kernel: KernelContext,
  range: Range,
  source: MemmapSource = 'own',
): Program<number> {
  const program = entryPoints(kernel).vmemmapPopulate(range.start, range.end, source);
  return framed(kernel, CallKind.populate, range, program);
}

export function free(
  kernel: KernelContext,
  range: Range,
  source: MemmapSource = 'own',
): Program<number> {
  const program = entryPoints(kernel).vmemmapFree(range.start, range.end, source);
  return framed(kernel, CallKind.free, range, program);
}

export function addMapping(kernel: KernelContext, range: Range): Program<number> {
  const program = entryPoints(kernel).vmemAddMapping(range.start, sizeOf(range));
  return framed(kernel, CallKind.add, range, program);
}

/** vmem_add_range() of boot: without the mutex and without a rollback. */
export function addAtBoot(kernel: KernelContext, range: Range): Program<number> {
  const program = entryPoints(kernel).vmemAddRange(range.start, sizeOf(range));
  return framed(kernel, CallKind.addAtBoot, range, program);
}

export function removeMapping(kernel: KernelContext, range: Range): Program<number> {
  const program = entryPoints(kernel).vmemRemoveMapping(range.start, sizeOf(range));
  return framed(kernel, CallKind.remove, range, program);
}

/** The core initialises struct pages: plain writes through the memmap, of any byte but 0xFD. */
export function* initialise(range: Range): Program<number> {
  yield writeMemmap(range.start, sizeOf(range), 0);
  return 0;
}
