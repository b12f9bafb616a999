/** The operations of a trace as lines: heads, calls, decisive steps with numbers, and what changed. */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { StepState } from '../trace/step-state.ts';
import type { TracedCall, TracedOperation, TraceOutline } from '../trace/steps.ts';
import { type DecisiveLine, DecisiveSteps } from './decisive-steps.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';
import { changesBetween } from './state-changes.ts';
import { chanceText } from './story.ts';

export interface OperationParts {
  readonly trace: TraceOutline;
  readonly invariant: PageTableInvariant;
  readonly allSteps: boolean;
  readonly paint: Paint;
  /** How to see the steps that were left out; null if the reader has no tool at hand. */
  readonly hint: string | null;
}

const callIndent = '     ';
const stepIndent = '       ';

/** All operations, then how many steps were left out, if any. */
export function operationLines(parts: OperationParts): string[] {
  const teller = new OperationTeller(parts);
  const lines = parts.trace.operations.flatMap((_, index) => teller.operation(index));
  const { length } = parts.trace.steps;
  if (teller.shown === length) return lines;
  const note = `${teller.shown} of ${plural(length, 'step')} shown`;
  return [
    ...lines,
    `${callIndent}(${[note, parts.hint].filter((part) => part !== null).join('; ')})`,
  ];
}

class OperationTeller {
  /** Steps told so far; a folded run counts whole. */
  shown = 0;
  private readonly parts: OperationParts;
  private readonly decisive: DecisiveSteps;
  private readonly width: number;
  private state: StepState;

  constructor(parts: OperationParts) {
    const { trace, invariant } = parts;
    this.parts = parts;
    this.decisive = new DecisiveSteps(trace, invariant);
    this.state = trace.initial;
    this.width = String(trace.steps.length).length;
  }

  operation(index: number): string[] {
    const { operations } = this.parts.trace;
    const operation = operations[index];
    const who = operations.some(({ thread }) => thread > 1) ? `thread ${operation.thread}: ` : '';
    const head = `${who}${operation.label}${chanceText(operation.scheduled)}`;
    return [
      ...paragraph(head, `${String(index + 1).padStart(2)}. `, '    '),
      ...operation.calls.flatMap((call) => this.call(operation, call)),
      ...this.changes(operation),
    ];
  }

  private call(operation: TracedOperation, call: TracedCall): string[] {
    const lines = this.parts.allSteps
      ? this.decisive.all(operation, call)
      : this.decisive.few(operation, call);
    return [
      `${callIndent}${call.text}${call.returned}`,
      ...lines.flatMap((line) => this.lines(line)),
    ];
  }

  private lines({ text, first, last, wrong, isHere }: DecisiveLine): string[] {
    this.shown += last - first + 1;
    const number = last > first ? `${first + 1}-${last + 1}` : String(first + 1);
    const indent = `${stepIndent}${number.padStart(this.width)}  `;
    const { paint } = this.parts;
    const margin = ' '.repeat(indent.length);
    const pointer = `${margin}<-- ${isHere ? 'here: ' : ''}`;
    const pointers = wrong.flatMap((sentence) => paragraph(sentence, pointer, `${margin}    `));
    return [
      ...paragraph(text, indent, `${margin}  `),
      ...(isHere ? pointers.map(paint.bad) : pointers),
    ];
  }

  /** What changed since the operation before; in the last one, up to the step that breaks the claim. */
  private changes(operation: TracedOperation): string[] {
    const { violatedAt } = this.parts.trace;
    const steps = this.decisive.stepsOf(operation);
    const broken = steps.find(({ index }) => index === violatedAt);
    const after = (broken ?? steps[steps.length - 1]).state ?? this.state;
    const changes = changesBetween(this.state, after);
    this.state = after;
    if (changes.length === 0) return [];
    const head = broken === undefined ? 'changed: ' : 'changed by then: ';
    return paragraph(changes.join('; '), `${callIndent}${head}`, `${callIndent}  `);
  }
}
