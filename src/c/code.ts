/** The code of a lowered function: a list of instructions over numbered variables, with jumps. */
import type { Environment, Site, StaticVariable, Taken } from './environment.ts';
import type { Span } from './source-text.ts';
import type { Slots, Value } from './values.ts';

/** Computes a value without side effects. */
export type Evaluate<Host> = (slots: Slots, host: Host) => Value;

/** A position in the code, resolved when all instructions are emitted. */
export interface Label {
  at: number;
}

export type Instruction<Host, Request, Answer> = { readonly span: Span } & (
  | { readonly op: 'set'; readonly slot: number; readonly value: Evaluate<Host> }
  /** An effect on variables other than a plain assignment. */
  | {
      readonly op: 'do';
      readonly effect: (slots: Slots, host: Host) => void;
      /** It only marks the place as unsupported. */
      readonly isUnknown?: true;
    }
  | { readonly op: 'jump'; readonly target: Label }
  | { readonly op: 'unless'; readonly condition: Evaluate<Host>; readonly target: Label }
  | {
      readonly op: 'steps';
      readonly slot: number;
      readonly take: (host: Host, given: readonly Value[], site: Site) => Taken<Request, Answer>;
      readonly site: Site;
      readonly given: readonly Evaluate<Host>[];
    }
  | {
      readonly op: 'call';
      readonly slot: number;
      readonly callee: Evaluate<Host>;
      readonly given: readonly Evaluate<Host>[];
    }
  | { readonly op: 'return'; readonly value: Evaluate<Host> | null }
);

export interface FunctionCode<Host, Request, Answer> {
  readonly name: string;
  /** Span of the whole definition. */
  readonly span: Span;
  readonly parameterCount: number;
  slotCount: number;
  /** Parameters and local variables; an inner one of the same name comes later. */
  locals: readonly { readonly name: string; readonly slot: number }[];
  code: readonly Instruction<Host, Request, Answer>[];
  /** The code as the interpreter runs it; made when the function is first called. */
  operations: readonly RunnableInstruction<Host, Request, Answer>[] | null;
}

/** Everything reachable from the entry points of a text. */
export interface ProgramCode<Host, Request, Answer> {
  readonly environment: Environment<Host, Request, Answer>;
  readonly functions: readonly FunctionCode<Host, Request, Answer>[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly statics: readonly StaticVariable[];
}

/** Kinds of operations, as the instructions name them. */
export const Kind = {
  set: 0,
  do: 1,
  jump: 2,
  unless: 3,
  steps: 4,
  call: 5,
  return: 6,
} as const;

type Take<Host, Request, Answer> = (
  host: Host,
  given: readonly Value[],
  site: Site,
) => Taken<Request, Answer>;

/**
 * An instruction as the interpreter runs it: all are objects of one shape, whose fields are read without a
 * look-up. What an operation does not use is a function or a number that is never read.
 */
export class RunnableInstruction<Host, Request, Answer> {
  readonly kind: (typeof Kind)[keyof typeof Kind];
  /** Receives the value. */
  readonly slot: number;
  /** The value, the condition, the callee, or the result. */
  readonly value: Evaluate<Host>;
  /** True if a return has a result. */
  readonly hasValue: boolean;
  readonly effect: (slots: Slots, host: Host) => void;
  readonly target: number;
  readonly take: Take<Host, Request, Answer>;
  readonly site: Site;
  readonly given: readonly Evaluate<Host>[];

  constructor(instruction: Instruction<Host, Request, Answer>, func: string) {
    const { op, span } = instruction;
    this.kind = Kind[op];
    this.slot = 'slot' in instruction ? instruction.slot : -1;
    const value = valueIn(instruction);
    this.value = value ?? unused;
    this.hasValue = value !== null;
    this.effect = op === 'do' ? instruction.effect : unused;
    this.target = 'target' in instruction ? instruction.target.at : -1;
    this.take = op === 'steps' ? instruction.take : unused;
    this.site = op === 'steps' ? instruction.site : { func, span };
    this.given = 'given' in instruction ? instruction.given : [];
  }
}

function valueIn<Host, Request, Answer>(
  instruction: Instruction<Host, Request, Answer>,
): Evaluate<Host> | null {
  switch (instruction.op) {
    case 'set':
    case 'return':
      return instruction.value;
    case 'unless':
      return instruction.condition;
    case 'call':
      return instruction.callee;
    default:
      return null;
  }
}

const unused = (): Value => 0;

export function runnableOf<Host, Request, Answer>(
  func: FunctionCode<Host, Request, Answer>,
): readonly RunnableInstruction<Host, Request, Answer>[] {
  func.operations ??= func.code.map(
    (instruction) => new RunnableInstruction(instruction, func.name),
  );
  return func.operations;
}

/** The values of the arguments, in order. */
export function argumentValues<Host>(
  given: readonly Evaluate<Host>[],
  slots: Slots,
  host: Host,
): Value[] {
  switch (given.length) {
    case 0:
      return [];
    case 1:
      return [given[0](slots, host)];
    case 2:
      return [given[0](slots, host), given[1](slots, host)];
    case 3:
      return [given[0](slots, host), given[1](slots, host), given[2](slots, host)];
    default:
      return given.map((value) => value(slots, host));
  }
}
