/**
 * The environment of a C source: everything that it uses from outside. The reader is independent of
 * any machine: its user supplies a table of names, and a *host*, which is created for each run.
 */
import type { BinaryOperator, Comparison, Integer, SignedOverflow } from './integers.ts';
import { type Position, positionOf, type Span } from './source-text.ts';
import type { StructType, Type } from './types.ts';
import type { Opaque, Value } from './values.ts';

/** Words removed from the text before it is parsed. */
export interface Vocabulary {
  /** Attributes, such as `__ref`; and those with arguments, such as `__acquires(x)`. */
  readonly attributes: ReadonlySet<string>;
  readonly attributesOf: ReadonlySet<string>;
  /** Macros that define a lock, such as `DEFINE_MUTEX`. */
  readonly lockMacros: ReadonlySet<string>;
  /** Top-level macros without effect, such as `EXPORT_SYMBOL`. */
  readonly ignoredDeclarations: ReadonlySet<string>;
}

/** A position in the text. */
export interface Site {
  /** The function that it is in. */
  readonly func: string;
  readonly span: Span;
}

/** The functions of a run that were called and have not returned, innermost first, each with its position. */
export interface CallStack {
  places(withVariables?: boolean): readonly PlaceInCode[];
  /** The program made a mistake at this position, and ends. */
  readonly problem: string | null;
}

export interface PlaceInCode extends Position {
  readonly function: string;
  readonly path: string;
  /** Assigned parameters and local variables, as text; absent unless requested. */
  readonly variables?: readonly { readonly name: string; readonly value: string }[];
}

export function placeOf({ func, span }: Site): PlaceInCode {
  return { function: func, ...positionOf(span), path: span.source.path };
}

/** Steps that yield a value. */
export type Steps<Request, Answer> = Generator<Request, Value, Answer>;

/** One step and the meaning of its answer. Most steps are one, and need no generator. */
export abstract class OneStep<Request, Answer> {
  readonly request: Request;

  constructor(request: Request) {
    this.request = request;
  }

  abstract meaning(answer: Answer): Value;
}

/** A value, immediately or after steps. */
export type Taken<Request, Answer> = Value | OneStep<Request, Answer> | Steps<Request, Answer>;

/** True if what is neither a value that the environment made nor one step takes any number of steps. */
export function takesSteps<Request, Answer>(
  taken: Exclude<Taken<Request, Answer>, OneStep<Request, Answer> | Opaque>,
): taken is Steps<Request, Answer> {
  return typeof taken === 'object' && Symbol.iterator in taken;
}

export interface ConstantOf<Host> {
  readonly type: Type;
  readonly value: (host: Host) => Value;
  /** The value if it is the same for each host. */
  readonly fixed?: Integer;
}

/** A function or macro of the environment: arithmetic (`value`), or an operation of the machine (`steps`). */
export interface FunctionOf<Host, Request, Answer> {
  readonly type: Type;
  /** Undefined accepts any number of arguments. */
  readonly arity: number | undefined;
  readonly value?: (host: Host, given: readonly Value[]) => Value;
  readonly steps?: (host: Host, given: readonly Value[], site: Site) => Taken<Request, Answer>;
}

/** A loop that tests every entry for emptiness is one scan of the whole table. */
export interface ScanOf<Host, Request, Answer> {
  /** The name of the number of entries in the condition of the loop. */
  readonly count: string;
  /** Returns 1 if every entry passes. */
  readonly steps: (host: Host, pointer: Value) => Taken<Request, Answer>;
}

/** A static variable that the program writes. */
export interface StaticVariable {
  readonly name: string;
  readonly number: number;
}

export interface Environment<Host, Request, Answer> {
  readonly vocabulary: Vocabulary;
  /** Type names, in addition to those of C. */
  readonly types: ReadonlyMap<string, Type>;
  readonly structs: ReadonlyMap<string, StructType>;
  /** Size of a type in bytes, by its text. */
  readonly sizes: ReadonlyMap<string, (host: Host) => Value>;
  readonly constants: ReadonlyMap<string, ConstantOf<Host>>;
  readonly functions: ReadonlyMap<string, FunctionOf<Host, Request, Answer>>;
  /** Functions that designate the entry of their argument when they are assigned to. */
  readonly lvalues: ReadonlySet<string>;
  /** Objects passed by address, such as `init_mm`. */
  readonly objects: ReadonlySet<string>;
  /** Names that are known to be unsupported, with the reason. */
  readonly unsupported: ReadonlyMap<string, string>;
  /** By the predicate that a loop applies to each entry. */
  readonly scans: ReadonlyMap<string, ScanOf<Host, Request, Answer>>;
  /** Absent: undefined. */
  readonly signedOverflow?: SignedOverflow;
  readonly object: (host: Host, name: string) => Value;
  readonly lock: (host: Host, name: string) => Value;
  /** Operators with an operand that has no number; undefined if the operation has no meaning. */
  readonly calculate: (
    host: Host,
    operator: BinaryOperator,
    left: Value,
    right: Value,
  ) => Value | undefined;
  readonly compare: (
    host: Host,
    operator: Comparison,
    left: Value,
    right: Value,
  ) => boolean | undefined;
  /** The entry `count` positions further on; undefined if the pointer does not point to an entry. */
  readonly move: (host: Host, pointer: Opaque, count: number) => Value | undefined;
  /** Called before the steps of an instruction, with its position. */
  readonly at: (host: Host, site: Site) => void;
  /** A request is about to be yielded. `stack` changes when the run is resumed. */
  readonly asks: (host: Host, request: Request, stack: CallStack) => void;
  /**
   * The request that ends a run with a fault of this kind; undefined if the fault is not one of the program.
   */
  readonly fails: (host: Host, kind: string) => Request | undefined;
  /** The program is about to return; `stack` is where its outermost function did. */
  readonly returns: (stack: CallStack) => void;
  /** Called before a program returns to its caller: performs deferred steps. */
  readonly settle: (host: Host) => Taken<Request, Answer>;
  readonly load: (host: Host, pointer: Opaque) => Taken<Request, Answer>;
  readonly store: (host: Host, pointer: Opaque, value: Value) => Taken<Request, Answer>;
  readonly statics: StaticsOf<Host, Request, Answer>;
}

export interface StaticsOf<Host, Request, Answer> {
  readonly load: (host: Host, variable: StaticVariable) => Taken<Request, Answer>;
  readonly store: (host: Host, variable: StaticVariable, value: Value) => Taken<Request, Answer>;
  /** Tests whether it is nonzero, or equal to a value. */
  readonly isSet: (host: Host, variable: StaticVariable) => Taken<Request, Answer>;
  readonly is: (host: Host, variable: StaticVariable, value: Value) => Taken<Request, Answer>;
}

/**
 * Faults of a program: `undefined` behaviour, an `endless` call, and reaching code that is
 * `notUnderstood` in a text read lazily. An environment adds its own kinds.
 */
export const CFault = {
  undefined: 'undefined',
  endless: 'endless',
  notUnderstood: 'notUnderstood',
} as const;

/** The program did something that the environment does not support. The reader adds the position. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Null if the program may be correct but the environment cannot follow it. */
  readonly kind: string | null;

  constructor(message: string, kind: string | null = null) {
    super(message);
    this.kind = kind;
  }
}
