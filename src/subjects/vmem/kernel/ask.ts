/** Creates the requests of programs. Each request is a new object, so callers may keep it. */
import type { CodeStack } from '../../../text/code-place.ts';
import { Level } from '../machine/geometry.ts';
import {
  AllocKind,
  type CallKind,
  type FaultName,
  faultNames,
  type Handle,
  Lock,
  Op,
  type RequestOf,
  warners,
} from './request.ts';

const stack = null;

export const lock = (id: Lock = Lock.vmemMutex): RequestOf<'lock'> => ({
  op: Op.lock,
  lock: id,
  stack,
});
export const unlock = (id: Lock = Lock.vmemMutex): RequestOf<'unlock'> => ({
  op: Op.unlock,
  lock: id,
  stack,
});

export const read = (table: Handle, level: Level, va: number): RequestOf<'read'> => ({
  op: Op.read,
  table,
  level,
  va,
  stack,
});
export const follow = (table: Handle, level: Level, va: number): RequestOf<'follow'> => ({
  op: Op.follow,
  table,
  level,
  va,
  stack,
});
export const scanTable = (table: Handle, level: Level): RequestOf<'scanTable'> => ({
  op: Op.scanTable,
  table,
  level,
  stack,
});

const alloc = (what: AllocKind, level: Level, va: number): RequestOf<'alloc'> => ({
  op: Op.alloc,
  what,
  level,
  va,
  stack,
});
export const allocTable = (level: Level, va: number) => alloc(AllocKind.table, level, va);
export const allocBlock = (va: number, isAltmap = false) =>
  alloc(isAltmap ? AllocKind.altmapBlock : AllocKind.block, Level.pmd, va);
export const allocPage = (va: number, isAltmap = false) =>
  alloc(isAltmap ? AllocKind.altmapPage : AllocKind.page, Level.pte, va);

export const setTable = (
  table: Handle,
  level: Level,
  va: number,
  child: Handle,
): RequestOf<'setTable'> => ({ op: Op.setTable, table, level, va, child, stack });
export const replaceLeaf = (
  table: Handle,
  level: Level,
  va: number,
  child: Handle,
): RequestOf<'replaceLeaf'> => ({ op: Op.replaceLeaf, table, level, va, child, stack });
export const setIdentity = (table: Handle, level: Level, va: number): RequestOf<'setIdentity'> => ({
  op: Op.setIdentity,
  table,
  level,
  va,
  stack,
});
export const setMemmap = (
  table: Handle,
  level: Level,
  va: number,
  memmap: Handle,
): RequestOf<'setMemmap'> => ({ op: Op.setMemmap, table, level, va, memmap, stack });
export const clear = (table: Handle, level: Level, va: number): RequestOf<'clear'> => ({
  op: Op.clear,
  table,
  level,
  va,
  isHeld: false,
  stack,
});
/** Empties an entry and keeps its target. */
export const unhook = (table: Handle, level: Level, va: number): RequestOf<'clear'> => ({
  op: Op.clear,
  table,
  level,
  va,
  isHeld: true,
  stack,
});

export const freeTable = (
  table: Handle,
  level: Level,
  va: number,
  child: Handle,
): RequestOf<'freeTable'> => ({ op: Op.freeTable, table, level, va, child, stack });
export const freeMemmap = (
  table: Handle,
  level: Level,
  va: number,
  toAltmap = false,
): RequestOf<'freeMemmap'> => ({ op: Op.freeMemmap, table, level, va, toAltmap, stack });
export const freeHeld = (level: Level, va: number, isTable: boolean): RequestOf<'freeHeld'> => ({
  op: Op.freeHeld,
  level,
  va,
  isTable,
  stack,
});

export const markUnused = (va: number, bytes: number): RequestOf<'markUnused'> => ({
  op: Op.markUnused,
  va,
  bytes,
  stack,
});
export const markUsed = (va: number, bytes: number): RequestOf<'markUsed'> => ({
  op: Op.markUsed,
  va,
  bytes,
  stack,
});
export const testUnused = (va: number, bytes: number): RequestOf<'testUnused'> => ({
  op: Op.testUnused,
  va,
  bytes,
  stack,
});
export const tailIsSet = (): RequestOf<'tailIsSet'> => ({ op: Op.tailIsSet, stack });
export const tailIs = (va: number): RequestOf<'tailIs'> => ({ op: Op.tailIs, va, stack });
export const markTail = (): RequestOf<'markTail'> => ({ op: Op.markTail, stack });
export const setTail = (va: number): RequestOf<'setTail'> => ({ op: Op.setTail, va, stack });
export const loadStatic = (variable: number): RequestOf<'loadStatic'> => ({
  op: Op.loadStatic,
  variable,
  stack,
});
export const setStatic = (variable: number, value: number): RequestOf<'setStatic'> => ({
  op: Op.setStatic,
  variable,
  value,
  stack,
});

export const flush = (start: number, end: number): RequestOf<'flush'> => ({
  op: Op.flush,
  start,
  end,
  stack,
});
export const count = (level: Level, delta: number): RequestOf<'count'> => ({
  op: Op.count,
  level,
  delta,
  stack,
});
export const warn = (func: (typeof warners)[number]): RequestOf<'warn'> => ({
  op: Op.warn,
  warner: warners.indexOf(func),
  stack,
});
const allWarners: readonly string[] = warners;

/** A WARN_ON_ONCE in a function of a C source, which may have any name. */
export const warnIn = (func: string): RequestOf<'warn'> => {
  const known = allWarners.indexOf(func);
  return { op: Op.warn, warner: known < 0 ? warners.length - 1 : known, stack };
};
export const fault = (name: FaultName): RequestOf<'fault'> => ({
  op: Op.fault,
  fault: faultNames.indexOf(name),
  stack,
});

export const call = (kind: CallKind, start: number, end: number): RequestOf<'call'> => ({
  op: Op.call,
  call: kind,
  start,
  end,
  stack,
});

/** Where the last C source returned. */
let returnStack: CodeStack | null = null;

/** Records where a C source returns from an entry point, for the next return request. */
export function returnsAt(place: CodeStack): void {
  returnStack = place;
}

export function returned(kind: CallKind, result: number): RequestOf<'return'> {
  const place = returnStack;
  returnStack = null;
  return { op: Op.return, call: kind, result, stack: place };
}

export const writeMemmap = (va: number, bytes: number, byte: number): RequestOf<'writeMemmap'> => ({
  op: Op.writeMemmap,
  va,
  bytes,
  byte,
  stack,
});
export const readEntry = (table: Handle, level: Level, va: number): RequestOf<'readEntry'> => ({
  op: Op.readEntry,
  table,
  level,
  va,
  stack,
});
export const rewriteLeaf = (table: Handle, level: Level, va: number): RequestOf<'rewriteLeaf'> => ({
  op: Op.rewriteLeaf,
  table,
  level,
  va,
  stack,
});
export const isOnline = (va: number): RequestOf<'isOnline'> => ({ op: Op.isOnline, va, stack });
export const touchMemmap = (va: number): RequestOf<'touchMemmap'> => ({
  op: Op.touchMemmap,
  va,
  stack,
});
export const takeFrame = (): RequestOf<'takeFrame'> => ({ op: Op.takeFrame, stack });
