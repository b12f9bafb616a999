/** The steps of readers and of other users of the memory, on the plain machine. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import { type Answer, Op, ReadAnswer, type Request } from '../kernel/request.ts';
import { pageBytes } from '../machine/geometry.ts';
import type { ReferenceMachine } from './machine.ts';
import type { Monitor } from './monitor.ts';
import { mappedAt } from './objects.ts';

/** Takes one of the steps of environment/readers.ts. */
export function answerReader(
  machine: ReferenceMachine,
  monitor: Monitor,
  request: Request,
): Answer {
  switch (request.op) {
    case Op.readEntry:
      monitor.observe(0, Occasion.entryRead);
      return machine.readEntry(request);
    case Op.rewriteLeaf:
      if (machine.readEntry(request) !== ReadAnswer.leaf)
        monitor.observe(Fact.walkedIntoNoTable, 0);
      return 0;
    case Op.isOnline:
      return monitor.ghost.live.initialised.covers(request.va, request.va + pageBytes) ? 1 : 0;
    case Op.touchMemmap: {
      const isMapped = mappedAt(machine, request.va) !== undefined;
      monitor.observe(isMapped ? 0 : Fact.readUnmapped, Occasion.memmapRead);
      return 0;
    }
    default:
      monitor.observe(
        monitor.flushes.allocated() | (hasDanglingEntry(machine) ? Fact.reusedWhileEntered : 0),
        Occasion.frameTaken,
      );
      return 0;
  }
}

/**
 * True if an entry of a table in use points to freed memory that another user can get: not to what an
 * altmap got back, which belongs to a memory block.
 */
function hasDanglingEntry({ live, objects }: ReferenceMachine): boolean {
  const isFree = (entry: number): boolean => {
    const object = objects[entry];
    return !object.live && (object.kind === 'table' || !object.fromAltmap);
  };
  return [...live].some(
    (object) =>
      object.kind === 'table' && object.entries.some((entry) => entry > 0 && isFree(entry)),
  );
}
