/**
 * Steps at places that no operation of a scope can reach. The searches have no room for such places, and a
 * source that goes there makes a mistake: its program ends with the fault that fits.
 */
import { hex } from '../../../text/hex.ts';
import { AllocKind, Op, type Request } from '../kernel/request.ts';
import type { CallerReach } from '../machine/caller-reach.ts';
import { type Level, levelNames, pageBytes } from '../machine/geometry.ts';
import { badTail, intoNoTable, malformed, notAllocated, unmapped } from './faults.ts';

/** Throws the fault of a step that leaves the places that callers can reach. */
export function checkReach(reach: CallerReach, request: Request): void {
  switch (request.op) {
    case Op.setTable:
    case Op.setIdentity:
    case Op.setMemmap:
    case Op.clear:
    case Op.replaceLeaf:
      if (!reach.hasEntry(request.level, request.va)) {
        throw malformed(`${entryAt(request.level, request.va)} is written, ${andNotMapped}`);
      }
      return;
    case Op.follow:
      if (!reach.hasEntry(request.level, request.va)) {
        throw intoNoTable(`${entryAt(request.level, request.va)} is followed, ${andNotMapped}`);
      }
      return;
    case Op.alloc: {
      if (request.what !== AllocKind.table) return;
      const above = (request.level + 1) as Level;
      if (!reach.hasTableBelow(above, request.va)) {
        throw malformed(`a table is allocated for ${entryAt(above, request.va)}, ${andNotMapped}`);
      }
      return;
    }
    case Op.freeTable:
    case Op.freeMemmap:
    case Op.freeHeld:
      if (!reach.hasEntry(request.level, request.va)) {
        throw notAllocated(`the target of ${entryAt(request.level, request.va)} is freed`);
      }
      return;
    case Op.markUnused:
    case Op.markUsed:
    case Op.testUnused:
      checkMemmap(reach, request.va, request.bytes);
      return;
    case Op.setTail:
      if (request.va === 0 || isPage(reach, request.va)) return;
      throw badTail(`${hex(request.va)} is remembered, which is no page of the memmap`);
    default:
  }
}

function isPage(reach: CallerReach, va: number): boolean {
  return va % pageBytes === 0 && reach.hasMemmap(va, pageBytes);
}

function checkMemmap(reach: CallerReach, va: number, bytes: number): void {
  if (reach.hasMemmap(va, bytes)) return;
  throw unmapped(`memmap from ${hex(va)} to ${hex(va + bytes)} is accessed, ${andNotMapped}`);
}

const andNotMapped = 'where callers map nothing';

function entryAt(level: Level, va: number): string {
  return `the ${levelNames[level]} entry of ${hex(va)}`;
}
