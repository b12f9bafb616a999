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
}

/** Everything reachable from the entry points of a text. */
export interface ProgramCode<Host, Request, Answer> {
  readonly environment: Environment<Host, Request, Answer>;
  readonly functions: readonly FunctionCode<Host, Request, Answer>[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly statics: readonly StaticVariable[];
}
