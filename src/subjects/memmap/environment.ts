/** The environment of a memmap source: common names, and the table of one architecture. */
import {
  type CallStack,
  type Environment,
  Fault,
  type StaticVariable,
} from '../../c/environment.ts';
import { calculate, isInteger } from '../../c/integers.ts';
import { ulongType } from '../../c/types.ts';
import { describeValue, type Opaque, StructValue, type Value } from '../../c/values.ts';
import type { Architecture } from './architecture.ts';
import { type MemmapFactName, memmapFactNames } from './facts.ts';
import { functions } from './functions.ts';
import { pageSize } from './geometry.ts';
import type { MemmapHost } from './host.ts';
import { constantRows, memmapVocabulary, sizes, structTypes, typeNames } from './names.ts';
import type { MemmapAnswer, MemmapRequest } from './request.ts';
import { KernelObject, PagePointer, PointerToEntry } from './values.ts';

export type MemmapEnvironment = Environment<MemmapHost, MemmapRequest, MemmapAnswer>;

/** `returns` receives the position of each return, for the claims about the state at rest. */
export function memmapEnvironment(
  architecture: Architecture,
  returns: (stack: CallStack) => void,
): MemmapEnvironment {
  return {
    vocabulary: memmapVocabulary,
    types: typeNames,
    structs: structTypes,
    sizes,
    constants: new Map([...constantRows, ...architecture.constants]),
    functions: new Map([...functions, ...architecture.functions]),
    lvalues: new Set(),
    objects: new Set(['init_mm']),
    unsupported: new Map([
      ['kmalloc', 'objects of the slab allocator are not supported'],
      ['kfree', 'objects of the slab allocator are not supported'],
      ['list_for_each_entry', 'loops over lists are not supported'],
    ]),
    scans: new Map(),
    object: (_host, name) => new KernelObject(name),
    lock: (_host, name) => new KernelObject(name),
    calculate: (_host, operator, left, right) => {
      // Only messages compute with the address of a struct page or an entry.
      if (left instanceof PointerToEntry || right instanceof PointerToEntry) return undefined;
      const [a, b] = [addressOf(left), addressOf(right)];
      return a === undefined || b === undefined ? undefined : calculate(operator, ulongType, a, b);
    },
    compare: (_host, operator, left, right) => {
      if (operator !== '==' && operator !== '!=') return undefined;
      const isSame = isSamePlace(left, right);
      return isSame === undefined ? undefined : isSame === (operator === '==');
    },
    move: (_host, pointer, places) => {
      if (pointer instanceof PointerToEntry) return pointer.moved(places);
      if (!(pointer instanceof PagePointer)) return undefined;
      return new PagePointer(pointer.address + places * pageSize);
    },
    at: () => undefined,
    asks: (_host, request, stack) => {
      request.stack = stack;
    },
    fails: (_host, kind) => faultStep(kind),
    returns,
    settle: () => 0,
    load: (host, pointer) => loaded(host, pointer),
    store: (host, pointer, value) => host.write(pointer, value),
    statics: staticsOf(new Set(architecture.messageVariables)),
  };
}

function faultStep(kind: string): MemmapRequest | undefined {
  const fact = memmapFactNames.find((one): one is MemmapFactName => one === kind);
  return fact === undefined ? undefined : { kind: 'fault', fact, problem: 'the program fails' };
}

function loaded(host: MemmapHost, pointer: Opaque): Value {
  if (pointer instanceof PagePointer) {
    return new StructValue(['freelist', 'index'], [0, 0]);
  }
  return host.load(pointer);
}

function addressOf(value: Value): number | undefined {
  if (isInteger(value)) return Number(value);
  return value instanceof PagePointer ? value.address : undefined;
}

function isSamePlace(left: Value, right: Value): boolean | undefined {
  if (left instanceof PointerToEntry && right instanceof PointerToEntry) {
    return left.table === right.table && left.index === right.index;
  }
  if (left instanceof PagePointer && right instanceof PagePointer) {
    return left.address === right.address;
  }
  return undefined;
}

/** Variables that only messages use always load as 0; all others are part of the state. */
function staticsOf(ofMessages: ReadonlySet<string>): MemmapEnvironment['statics'] {
  const load = (host: MemmapHost, { name }: StaticVariable): number =>
    ofMessages.has(name) ? 0 : (host.machine.statics.get(name) ?? 0);
  return {
    load,
    store(host, { name }, value) {
      if (ofMessages.has(name)) return value;
      if (!isInteger(value)) {
        throw new Fault(`${describeValue(value)} is stored to ${name}: it has no number`);
      }
      host.machine.statics.set(name, Number(value));
      return value;
    },
    isSet: (host, variable) => (load(host, variable) === 0 ? 0 : 1),
    is: (host, variable, value) => {
      if (ofMessages.has(variable.name)) return 0;
      return isInteger(value) && Number(value) === load(host, variable) ? 1 : 0;
    },
  };
}
