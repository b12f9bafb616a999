/** From texts to a program: preprocess, parse, collect the reachable functions, lower. */

import { InputError } from '../errors.ts';
import { stopIfDueNowAndThen } from '../stop.ts';
import { byText } from '../text/by-text.ts';
import { loweredMax, refusalsMax } from './bounds.ts';
import type { FunctionCode, ProgramCode } from './code.ts';
import { Declarations, type FunctionDefinition } from './declarations.ts';
import type { Environment, StaticVariable } from './environment.ts';
import { FunctionLowering } from './lower/statements.ts';
import { type ParsedText, parsedUnits } from './parse-unit.ts';
import type { Configuration } from './preprocess/preprocess.ts';
import { writtenNames } from './reach.ts';
import { FinalRefusal, type Refusal, refuseAll } from './refusal.ts';
import type { SourceText } from './source-text.ts';
import { type SyntaxNode, spanOf } from './syntax.ts';
import type { Unit } from './unit.ts';

export interface ProgramRequest<Host, Request, Answer> {
  /** The text, and additional files in order of precedence. */
  readonly texts: readonly SourceText[];
  /** What `parseTexts` made of them with this configuration. */
  readonly parsed: readonly ParsedText[];
  readonly environment: Environment<Host, Request, Answer>;
  readonly configuration: Configuration;
  /** Entry points: those that the texts define are lowered. */
  readonly roots: readonly string[];
  /**
   * An unsupported statement ends the program when it is reached, instead of causing the text to be
   * rejected.
   */
  readonly isLazy?: boolean;
}

/** A summary for reports. */
export interface ReadProgram<Host, Request, Answer> {
  readonly program: ProgramCode<Host, Request, Answer>;
  readonly defined: readonly string[];
  /** Names of the environment that the reachable functions use. */
  readonly taken: Readonly<Record<'function' | 'constant', readonly string[]>>;
  readonly takenOff: readonly string[];
  /** Code that ends a program that reaches it; empty unless the text was read lazily. */
  readonly postponed: readonly Refusal[];
}

/** Which parts of the texts are understood, and why the rest is rejected. */
export interface ReadAttempt<Host, Request, Answer> extends ReadProgram<Host, Request, Answer> {
  readonly refusals: readonly Refusal[];
}

/** Throws `InputError` with all errors if a reachable part is not understood. */
export function readProgram<Host, Request, Answer>(
  request: ProgramRequest<Host, Request, Answer>,
): ReadProgram<Host, Request, Answer> {
  const attempt = attemptProgram(request);
  if (attempt.refusals.length > 0) throw refuseAll(attempt.refusals);
  return attempt;
}

/** Like `readProgram`, for a report of everything that is not supported. */
export function attemptProgram<Host, Request, Answer>(
  request: ProgramRequest<Host, Request, Answer>,
): ReadAttempt<Host, Request, Answer> {
  return new ProgramReader(request).read();
}

class ProgramReader<Host, Request, Answer> {
  private readonly request: ProgramRequest<Host, Request, Answer>;
  private readonly declarations: Declarations;
  private readonly functions: FunctionCode<Host, Request, Answer>[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly waiting: FunctionDefinition[] = [];
  private readonly statics: StaticVariable[] = [];
  private readonly taken = { function: new Set<string>(), constant: new Set<string>() };
  private readonly refusals: Refusal[] = [];
  private readonly postponed: Refusal[] = [];
  private lowered = 0;

  constructor(request: ProgramRequest<Host, Request, Answer>) {
    this.request = request;
    this.declarations = new Declarations(request.environment);
  }

  read(): ReadAttempt<Host, Request, Answer> {
    const { texts, parsed, roots } = this.request;
    for (const unit of parsedUnits(texts, parsed)) this.declarations.add(unit);
    const written = writtenNames(this.declarations, roots);
    for (const root of roots) if (this.declarations.functions.has(root)) this.indexOf(root);
    const { refusals } = this;
    refusals.push(...roots.flatMap((root) => this.declarations.broken.get(root) ?? []));
    const context = this.contextOf(written);
    try {
      // Lowering discovers more reachable functions.
      for (const next of this.waiting) {
        new FunctionLowering(context, next).into(this.functions[this.indexOf(next.name)]);
      }
    } catch (error) {
      if (!(error instanceof FinalRefusal)) throw error;
      refusals.push(error);
    }
    if (this.functions.length === 0 && refusals.length === 0) throw noEntryPoint(texts[0], roots);
    return {
      program: {
        environment: this.request.environment,
        functions: this.functions,
        indexOf: this.indexes,
        statics: this.statics,
      },
      defined: [...this.indexes.keys()],
      taken: {
        function: sorted(this.taken.function),
        constant: sorted(this.taken.constant),
      },
      takenOff: sorted(new Set(parsed.flatMap(({ takenOff }) => takenOff))),
      postponed: this.postponed,
      refusals,
    };
  }

  private contextOf(written: ReadonlySet<string>) {
    return {
      environment: this.request.environment,
      configuration: this.request.configuration,
      declarations: this.declarations,
      indexOf: (name: string) => this.indexOf(name),
      written,
      staticOf: (name: string) => this.staticOf(name),
      charge: (node: SyntaxNode, unit: Unit) => this.charge(node, unit),
      isLazy: this.request.isLazy === true,
      refused: (refusal: Refusal) => this.refused(refusal),
      note: (kind: 'function' | 'constant', name: string) => void this.taken[kind].add(name),
    };
  }

  private charge(node: SyntaxNode, unit: Unit): void {
    stopIfDueNowAndThen();
    if (++this.lowered <= loweredMax) return;
    const message = `what the entry points reach is more than ${loweredMax} statements and expressions`;
    throw new FinalRefusal(spanOf(unit.output, node), message);
  }

  private refused(refusal: Refusal): void {
    const all = this.request.isLazy === true ? this.postponed : this.refusals;
    all.push(refusal);
    if (all.length < refusalsMax) return;
    const { source, start } = refusal.span;
    const message = `${refusalsMax} places are not understood; what follows was not read`;
    throw new FinalRefusal({ source, start, end: start }, message);
  }

  private indexOf(name: string): number {
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const definition = this.declarations.functions.get(name);
    if (definition === undefined) throw new InputError(`there is no function ${name}()`);
    const index = this.functions.length;
    this.indexes.set(name, index);
    this.functions.push({
      name,
      span: spanOf(definition.unit.output, definition.node),
      parameterCount: definition.parameters.length,
      slotCount: 0,
      locals: [],
      code: [],
      operations: null,
    });
    this.waiting.push(definition);
    return index;
  }

  private staticOf(name: string): StaticVariable {
    const known = this.statics.find((variable) => variable.name === name);
    if (known !== undefined) return known;
    const variable = { name, number: this.statics.length };
    this.statics.push(variable);
    return variable;
  }
}

function noEntryPoint(text: SourceText | undefined, roots: readonly string[]): InputError {
  return new InputError(
    `${text?.file ?? 'the text'} defines none of the entry points ${roots.join('(), ')}()`,
  );
}

/** By code units, so that the order is the same on every system. */
function sorted(names: Iterable<string>): string[] {
  return [...names].sort(byText);
}
