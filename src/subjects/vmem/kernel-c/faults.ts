/** Faults in a C source that claims judge; the model cannot follow any other fault. */
import { CFault, Fault } from '../../../c/environment.ts';
import * as ask from '../kernel/ask.ts';
import type { FaultName, Request } from '../kernel/request.ts';
import { faultNames } from '../kernel/request.ts';

/** A wrong value is stored in an entry, memory has a wrong kind or order, or a walk leaves its table. */
export function malformed(message: string): Fault {
  return new Fault(message, 'malformed' satisfies FaultName);
}

/** An entry was cleared, but its old value is used; `followed` if it is used as a table. */
export function cleared(message: string, followed: boolean): Fault {
  const name: FaultName = followed ? 'followedCleared' : 'cleared';
  return new Fault(message, name);
}

export function notAllocated(message: string): Fault {
  return new Fault(message, 'notAllocated' satisfies FaultName);
}

/** A walk goes into a table that cannot exist. */
export function intoNoTable(message: string): Fault {
  return new Fault(message, 'noTable' satisfies FaultName);
}

/** Memmap that is never mapped is accessed. */
export function unmapped(message: string): Fault {
  return new Fault(message, 'unmapped' satisfies FaultName);
}

/** The remembered tail is no page of the memmap. */
export function badTail(message: string): Fault {
  return new Fault(message, 'badTail' satisfies FaultName);
}

/** The kernel stops itself (BUG). */
export function stopped(message: string): Fault {
  return new Fault(message, CFault.endless);
}

export function undefinedBehaviour(message: string): Fault {
  return new Fault(message, CFault.undefined);
}

/** The request that ends a program with a fault of this kind. */
export function faultRequest(kind: string): Request | undefined {
  const name = faultNames.find((one) => one === kind);
  return name === undefined ? undefined : ask.fault(name);
}
