/** Faults of a C text that claims judge; any other fault is something that the model cannot follow. */
import { CFault, Fault } from '../../../c/environment.ts';
import type { FaultName, Request } from '../kernel/request.ts';
import * as ask from '../kernel/request.ts';

/** An entry gets what does not belong there, memory is of another kind or order, a walk leaves its table. */
export function malformed(message: string): Fault {
  return new Fault(message, 'malformed' satisfies FaultName);
}

/** An entry was emptied, and what it named then is used; `followed` if as a table. */
export function cleared(message: string, followed: boolean): Fault {
  const name: FaultName = followed ? 'followedCleared' : 'cleared';
  return new Fault(message, name);
}

export function notAllocated(message: string): Fault {
  return new Fault(message, 'notAllocated' satisfies FaultName);
}

/** Where the kernel stops by itself. */
export function stopped(message: string): Fault {
  return new Fault(message, CFault.endless);
}

export function undefinedBehaviour(message: string): Fault {
  return new Fault(message, CFault.undefined);
}

/** The request that ends a program with a fault of this kind. */
export function faultRequest(kind: string): Readonly<Request> | undefined {
  const name = ask.faultNames.find((one) => one === kind);
  return name === undefined ? undefined : ask.fault(name);
}
