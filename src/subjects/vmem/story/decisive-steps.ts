/**
 * Selects the steps of a trace that a story shows: the decisive ones, and those around the step that
 * violates the claim.
 */
import { findInvariant } from '../../../invariants/catalogue.ts';
import { Fact, factMeanings } from '../../../invariants/facts.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { meet, union } from '../../../model/masks.ts';
import { placeText } from '../../../text/code-place.ts';
import type { TraceOutline, VmemCall, VmemOperation } from '../trace/steps.ts';
import { foldLines, type NarratedStep, placed } from './narrate.ts';

export type OutlineStep = TraceOutline['steps'][number];

/** A step, or a run of steps that is shown in one line. */
export interface DecisiveLine extends NarratedStep {
  readonly kind: OutlineStep['kind'];
  /** The facts of this line, as sentences; usually empty. */
  readonly wrong: readonly string[];
  /** True if the claim of the file is violated here. */
  readonly isHere: boolean;
}

/** Lines shown before and after the one that violates the claim. */
const linesBefore = 14;
const linesAfter = 2;

export class DecisiveSteps {
  private readonly trace: TraceOutline;
  private readonly invariant: Invariant;
  /** Allocation attempts, by step: 1, 2, 3 ... within the operation. */
  private readonly attempts = new Map<number, number>();
  /** By step: facts of it that its operation does not share with the previous one. */
  private readonly wrong = new Map<number, readonly string[]>();

  constructor(trace: TraceOutline, invariant: Invariant) {
    this.trace = trace;
    this.invariant = invariant;
    let known: readonly string[] = [];
    for (const operation of trace.operations) {
      const steps = this.stepsOf(operation);
      let attempt = operation.attemptsBefore;
      for (const step of steps) {
        if (step.kind === 'alloc') this.attempts.set(step.index, ++attempt);
        this.wrong.set(step.index, this.wrongAt(step, known));
      }
      known = steps.flatMap(({ facts }) => facts);
    }
  }

  stepsOf({ firstStep, lastStep }: VmemOperation | VmemCall): readonly OutlineStep[] {
    return this.trace.steps.slice(firstStep, lastStep + 1);
  }

  /** Every step, one line each. */
  all(operation: VmemOperation, call: VmemCall): DecisiveLine[] {
    return this.stepsOf(call).map((step) => this.line(operation, asNarrated(step)));
  }

  /** The steps of a short story, with runs folded. */
  few(operation: VmemOperation, call: VmemCall): DecisiveLine[] {
    const { violatedAt } = this.trace;
    const steps = this.stepsOf(call);
    const decisive = steps.filter((step) => this.isDecisive(operation, step));
    const isBroken = decisive.some(({ index }) => index === violatedAt);
    const shown = isBroken
      ? this.around(steps, new Set(decisive.map(({ index }) => index)))
      : decisive.map(asNarrated);
    return shown.map((line) => this.line(operation, line));
  }

  private line(operation: VmemOperation, narrated: NarratedStep): DecisiveLine {
    const { text, first, last, place = '' } = narrated;
    const step = this.trace.steps[first];
    const isOne = first === last;
    return {
      text: isOne ? `${text}${this.chanceAt(operation, step)}` : text,
      first,
      last,
      ...placed(place),
      kind: step.kind,
      wrong: isOne ? (this.wrong.get(first) ?? []) : [],
      isHere: first === this.trace.violatedAt,
    };
  }

  private around(steps: readonly OutlineStep[], kept: ReadonlySet<number>): NarratedStep[] {
    const loud = steps.filter((step) => isEventful(step) || kept.has(step.index));
    const lines = foldLines(loud.map(asNarrated), kept);
    const here = lines.findIndex(({ first }) => first === this.trace.violatedAt);
    return lines.filter(
      ({ first }, index) =>
        (index >= here - linesBefore && index <= here + linesAfter) || kept.has(first),
    );
  }

  private isDecisive(operation: VmemOperation, step: OutlineStep): boolean {
    return (
      step.index === this.trace.violatedAt ||
      // In a story with threads, the points where another thread runs are essential.
      (operation.isCut && step.index === operation.lastStep) ||
      (step.kind === 'test-tail' && !step.silent) ||
      this.chanceAt(operation, step) !== '' ||
      (this.wrong.get(step.index) ?? []).length > 0
    );
  }

  /** The nondeterministic choice of this step: an allocation that fails, or its given content. */
  private chanceAt({ scheduled }: VmemOperation, { index }: OutlineStep): string {
    const attempt = this.attempts.get(index);
    if (attempt === undefined) return '';
    if (scheduled.failed.includes(attempt)) return ` (allocation ${attempt})`;
    return scheduled.contents.some((content) => content.attempt === attempt)
      ? ` (allocation ${attempt}, with 0xFD in it)`
      : '';
  }

  /**
   * Facts to be marked: those of the claim of the file, or, before it is violated, of any claim that
   * is not a strict reading. Facts of the previous operation are not shown again.
   */
  private wrongAt({ index, facts, violated }: OutlineStep, known: readonly string[]): string[] {
    const { violatedAt } = this.trace;
    if (violatedAt !== null && index > violatedAt) return [];
    const isHere = index === violatedAt;
    const broken = isHere ? [this.invariant] : violated.map(findInvariant);
    const claims = broken.filter((claim) => isHere || claim?.premise === undefined);
    const mask = union(...claims.map((claim) => claim?.violatedBy ?? 0));
    // A deadlock has no fact.
    if (isHere && mask === 0) return [...this.trace.waits];
    return facts
      .filter((fact) => meet(Fact[fact], mask) && (isHere || !known.includes(fact)))
      .map((fact) => factMeanings[fact]);
  }
}

function asNarrated({ text, index, kind, code = [] }: OutlineStep): NarratedStep {
  // A call is a line of its own before the text starts.
  const place = kind === 'call' ? '' : placeText(code);
  const caller = kind === 'alloc' || kind === 'free' ? callerText(code) : '';
  return { text, first: index, last: index, ...placed(`${place}${caller}`) };
}

/** Sources allocate and free in their own helpers; the relevant line is the caller. */
function callerText([, caller]: NonNullable<OutlineStep['code']>): string {
  return caller === undefined ? '' : ` from line ${caller.line} ${caller.function}()`;
}

/** Locks occur in every call; reads change nothing. */
function isEventful({ kind, silent }: OutlineStep): boolean {
  return !silent && kind !== 'lock' && kind !== 'unlock' && kind !== 'call' && kind !== 'return';
}
