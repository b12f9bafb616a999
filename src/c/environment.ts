/**
 * What a C text takes from outside, as the reader asks for it. The reader knows no machine: whoever
 * runs programs gives it a table of names, and a *host*, which is made anew for each run.
 */
import type { BinaryOperator, Comparison } from './integers.ts';
import { type Position, positionOf, type Span } from './source-text.ts';
import type { StructType, Type } from './types.ts';
import type { Opaque, Value } from './values.ts';

/** Words that are taken out before the text is parsed. */
export interface Vocabulary {
  /** Attributes, as `__ref`; and those with arguments, as `__acquires(x)`. */
  readonly attributes: ReadonlySet<string>;
  readonly attributesOf: ReadonlySet<string>;
  /** Macros that define a lock, as `DEFINE_MUTEX`. */
  readonly lockMacros: ReadonlySet<string>;
  /** Macros at the top of a file that nothing depends on, as `EXPORT_SYMBOL`. */
  readonly ignoredDeclarations: ReadonlySet<string>;
}

/** Where in the text something happens. */
export interface Site {
  /** The function that it is in. */
  readonly func: string;
  readonly span: Span;
}

/** The functions of a run that were called and did not return, innermost first: where each of them is. */
export interface CallStack {
  places(): readonly PlaceInCode[];
  /** The program did something wrong there, and ends. */
  readonly problem: string | null;
}

export interface PlaceInCode extends Position {
  readonly function: string;
  readonly path: string;
}

export function placeOf({ func, span }: Site): PlaceInCode {
  return { function: func, ...positionOf(span), path: span.source.path };
}

/** Steps that end in a value. */
export type Steps<Request, Answer> = Generator<Request, Value, Answer>;
/** A value at once, or after steps. */
export type Taken<Request, Answer> = Value | Steps<Request, Answer>;

export function takesSteps<Request, Answer>(
  taken: Taken<Request, Answer>,
): taken is Steps<Request, Answer> {
  return typeof taken === 'object' && Symbol.iterator in taken;
}

export interface ConstantOf<Host> {
  readonly type: Type;
  readonly value: (host: Host) => Value;
}

/** A function or macro of the environment: arithmetic (`value`), or something that the machine does (`steps`). */
export interface FunctionOf<Host, Request, Answer> {
  readonly type: Type;
  /** Undefined accepts any number of arguments. */
  readonly arity: number | undefined;
  readonly value?: (host: Host, given: readonly Value[]) => Value;
  readonly steps?: (host: Host, given: readonly Value[], site: Site) => Taken<Request, Answer>;
}

/** A loop that asks of each entry whether it is empty is one look at the whole table. */
export interface ScanOf<Host, Request, Answer> {
  /** The name of the number of entries, as the loop's condition has it. */
  readonly count: string;
  /** Answers 1 if every entry passes. */
  readonly steps: (host: Host, pointer: Value) => Taken<Request, Answer>;
}

/** A static variable that the program writes. */
export interface StaticVariable {
  readonly name: string;
  readonly number: number;
}

export interface Environment<Host, Request, Answer> {
  readonly vocabulary: Vocabulary;
  /** Names of types, beside those of C. */
  readonly types: ReadonlyMap<string, Type>;
  readonly structs: ReadonlyMap<string, StructType>;
  /** Bytes of a type, by its text. */
  readonly sizes: ReadonlyMap<string, (host: Host) => Value>;
  readonly constants: ReadonlyMap<string, ConstantOf<Host>>;
  readonly functions: ReadonlyMap<string, FunctionOf<Host, Request, Answer>>;
  /** Functions that name the entry behind their argument when something is assigned to them. */
  readonly lvalues: ReadonlySet<string>;
  /** Objects whose address is passed on, as `init_mm`. */
  readonly objects: ReadonlySet<string>;
  /** Names that are known not to be supported, and why. */
  readonly unsupported: ReadonlyMap<string, string>;
  /** By the predicate that a loop asks of each entry. */
  readonly scans: ReadonlyMap<string, ScanOf<Host, Request, Answer>>;
  readonly object: (host: Host, name: string) => Value;
  readonly lock: (host: Host, name: string) => Value;
  /** Operators of which an operand has no number; undefined if it means nothing. */
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
  /** The entry `count` places further on; undefined if the pointer points to no entry. */
  readonly move: (host: Host, pointer: Opaque, count: number) => Value | undefined;
  /** Before the steps of an instruction: where they are. */
  readonly at: (host: Host, site: Site) => void;
  /** A request is about to be handed out. `stack` changes when the run is resumed. */
  readonly asks: (host: Host, request: Request, stack: CallStack) => void;
  /** The request that ends a run with a fault of this kind; undefined if it is none of the program's. */
  readonly fails: (host: Host, kind: string) => Request | undefined;
  /** The program is about to return; `stack` is where its outermost function did. */
  readonly returns: (stack: CallStack) => void;
  /** Before a program returns to its caller: what was put off. */
  readonly settle: (host: Host) => Taken<Request, Answer>;
  readonly load: (host: Host, pointer: Opaque) => Taken<Request, Answer>;
  readonly store: (host: Host, pointer: Opaque, value: Value) => Taken<Request, Answer>;
  readonly statics: StaticsOf<Host, Request, Answer>;
}

export interface StaticsOf<Host, Request, Answer> {
  readonly load: (host: Host, variable: StaticVariable) => Taken<Request, Answer>;
  readonly store: (host: Host, variable: StaticVariable, value: Value) => Taken<Request, Answer>;
  /** Tests whether it is not 0, or equal to a value. */
  readonly isSet: (host: Host, variable: StaticVariable) => Taken<Request, Answer>;
  readonly is: (host: Host, variable: StaticVariable, value: Value) => Taken<Request, Answer>;
}

/**
 * What a program does wrong by the rules of C: `undefined` behaviour, or a call that is `endless`. An
 * environment has kinds of its own.
 */
export const CFault = { undefined: 'undefined', endless: 'endless' } as const;

/** The program did something that the environment has no answer to. The reader adds the place. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Null if the program may be right and the environment cannot follow it. */
  readonly kind: string | null;

  constructor(message: string, kind: string | null = null) {
    super(message);
    this.kind = kind;
  }
}
