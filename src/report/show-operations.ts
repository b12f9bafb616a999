/** The operations of a trace as lines: heads, calls, decisive steps with numbers, and what changed. */
import { findInvariant } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { Fact, factMeanings } from '../model/facts.ts';
import { foldLines, type ToldStep } from '../trace/narrate.ts';
import type { StepState } from '../trace/step-state.ts';
import type { TracedCall, TracedOperation, TraceOutline } from '../trace/steps.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';
import { changesBetween } from './state-changes.ts';
import { chanceText } from './story.ts';

type OutlineStep = TraceOutline['steps'][number];

export interface OperationParts {
  readonly trace: TraceOutline;
  readonly invariant: PageTableInvariant;
  readonly allSteps: boolean;
  readonly paint: Paint;
}

const callIndent = '     ';
/** Steps told before and after the one that breaks the claim. */
const stepsBefore = 14;
const stepsAfter = 2;

/** All operations, then how many steps were left out, if any. */
export function operationLines(parts: OperationParts): string[] {
  const teller = new OperationTeller(parts);
  const lines = parts.trace.operations.flatMap((_, index) => teller.operation(index));
  const { length } = parts.trace.steps;
  if (teller.shown === length) return lines;
  const note = `${teller.shown} of ${plural(length, 'step')} shown; --all-steps shows all`;
  return [...lines, `${callIndent}(${note})`];
}

class OperationTeller {
  /** Steps told so far; a folded run counts whole. */
  shown = 0;
  private readonly parts: OperationParts;
  private readonly width: number;
  private state: StepState;
  /** Facts of the operation before: told again only if they are new. */
  private known = new Set<string>();

  constructor(parts: OperationParts) {
    this.parts = parts;
    this.state = parts.trace.initial;
    this.width = String(parts.trace.steps.length).length;
  }

  operation(index: number): string[] {
    const { trace } = this.parts;
    const operation = trace.operations[index];
    const hasThreads = trace.operations.some(({ thread }) => thread > 1);
    const who = hasThreads ? `thread ${operation.thread}: ` : '';
    const head = `${who}${operation.label}${chanceText(operation.scheduled)}`;
    const lines = paragraph(head, `${String(index + 1).padStart(2)}. `, '    ');
    for (const call of operation.calls) lines.push(...this.call(operation, call));
    lines.push(...this.changes(operation));
    this.known = new Set(this.stepsOf(operation).flatMap(({ facts }) => facts));
    return lines;
  }

  private stepsOf({ firstStep, lastStep }: TracedOperation | TracedCall): readonly OutlineStep[] {
    return this.parts.trace.steps.slice(firstStep, lastStep + 1);
  }

  private call(operation: TracedOperation, call: TracedCall): string[] {
    const told = this.toldSteps(operation, call);
    const head = `${callIndent}${call.text}${call.returned}`;
    return [head, ...told.flatMap((line) => this.stepLines(line))];
  }

  private toldSteps(operation: TracedOperation, call: TracedCall): ToldStep[] {
    const { allSteps, trace } = this.parts;
    const steps = this.stepsOf(call);
    const asLine = (step: OutlineStep): ToldStep => ({
      text: this.textOf(operation, step),
      first: step.index,
      last: step.index,
    });
    if (allSteps) return steps.map(asLine);
    const at = trace.violatedAt;
    const isBroken = at !== null && call.firstStep <= at && at <= call.lastStep;
    const decisive = steps.filter((step) => this.isDecisive(operation, step));
    if (!isBroken) return decisive.map(asLine);
    const loud = steps.filter((step) => isToldStep(step) || decisive.includes(step));
    const kept = new Set(decisive.map((step) => step.index));
    const lines = foldLines(loud.map(asLine), kept);
    const here = lines.findIndex(({ last }) => last >= at);
    return around(lines, here, kept);
  }

  private isDecisive(operation: TracedOperation, step: OutlineStep): boolean {
    if (step.index === this.parts.trace.violatedAt) return true;
    if (step.kind === 'test-tail' && !step.silent) return true;
    return this.noteOf(operation, step) !== '' || this.newFacts(step).length > 0;
  }

  /** What chance did in this step: an allocation that fails, or whose content is given. */
  private noteOf({ firstStep, scheduled }: TracedOperation, step: OutlineStep): string {
    if (step.kind !== 'alloc') return '';
    const attempt = this.parts.trace.steps
      .slice(firstStep, step.index + 1)
      .filter(({ kind }) => kind === 'alloc').length;
    if (scheduled.failed.includes(attempt)) return ` (allocation ${attempt})`;
    return scheduled.contents.some((content) => content.attempt === attempt)
      ? ` (allocation ${attempt}, with 0xFD in it)`
      : '';
  }

  private textOf(operation: TracedOperation, step: OutlineStep): string {
    return `${step.text}${this.noteOf(operation, step)}`;
  }

  /** Facts worth a pointer: of the claim of the file, or new ones that no premise excuses. */
  private newFacts({ index, facts, violated }: OutlineStep): string[] {
    const { invariant, trace } = this.parts;
    const mask =
      index === trace.violatedAt
        ? invariant.violatedBy
        : violated
            .map(findInvariant)
            .filter((other) => other?.premise === undefined)
            .reduce((bits, other) => bits | (other?.violatedBy ?? 0), 0);
    const isLater = trace.violatedAt !== null && index > trace.violatedAt;
    if (isLater) return [];
    return facts
      .filter((fact) => (Fact[fact] & mask) !== 0 && !this.known.has(fact))
      .map((fact) => factMeanings[fact]);
  }

  private stepLines({ text, first, last }: ToldStep): string[] {
    this.shown += last - first + 1;
    const isRun = last > first;
    const number = isRun ? `${first + 1}-${last + 1}` : String(first + 1);
    const indent = `${callIndent}${number.padStart(this.width)}  `;
    const lines = paragraph(text, indent, ' '.repeat(indent.length + 2));
    if (isRun) return lines;
    const step = this.parts.trace.steps[first];
    const isHere = first === this.parts.trace.violatedAt;
    const pointer = `${' '.repeat(callIndent.length + this.width + 2)}<-- ${isHere ? 'here: ' : ''}`;
    const pointers = this.newFacts(step).flatMap((meaning) =>
      paragraph(meaning, pointer, ' '.repeat(pointer.indexOf('<') + 4)),
    );
    return [...lines, ...(isHere ? pointers.map(this.parts.paint.bad) : pointers)];
  }

  /** What changed since the operation before; in the last one, up to the step that breaks the claim. */
  private changes(operation: TracedOperation): string[] {
    const { violatedAt } = this.parts.trace;
    const steps = this.stepsOf(operation);
    const isLast = steps.some(({ index }) => index === violatedAt);
    const end = isLast ? steps.find(({ index }) => index === violatedAt) : steps.at(-1);
    const after = end?.state ?? this.state;
    const changes = changesBetween(this.state, after);
    this.state = after;
    if (changes.length === 0) return [];
    const head = isLast ? 'changed by then: ' : 'changed: ';
    return paragraph(`${changes.join('; ')}`, `${callIndent}${head}`, `${callIndent}  `);
  }
}

/** Locks are in every call; what only reads changes nothing. */
function isToldStep({ kind, silent }: OutlineStep): boolean {
  return !silent && kind !== 'lock' && kind !== 'unlock' && kind !== 'call' && kind !== 'return';
}

/** The lines around one of them, and those that must be told wherever they are. */
function around(lines: readonly ToldStep[], here: number, kept: ReadonlySet<number>): ToldStep[] {
  return lines.filter(
    ({ first }, index) =>
      (index >= here - stepsBefore && index <= here + stepsAfter) || kept.has(first),
  );
}
