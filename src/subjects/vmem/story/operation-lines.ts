/** The operations of a trace as lines: heads, calls, decisive steps with numbers, and changes. */
import type { Invariant } from '../../../invariants/invariant.ts';
import { type Paint, paragraph, plural } from '../../../text/paragraph.ts';
import type { StepState } from '../trace/step-state.ts';
import type { TraceOutline, VmemCall, VmemOperation } from '../trace/steps.ts';
import { chanceText } from './call-text.ts';
import { placedLines } from './code-text.ts';
import { type DecisiveLine, DecisiveSteps } from './decisive-steps.ts';
import { changesBetween } from './state-changes.ts';

export interface OperationParts {
  readonly trace: TraceOutline;
  readonly invariant: Invariant;
  readonly allSteps: boolean;
  readonly paint: Paint;
  /** How to see the omitted steps; null if the reader cannot. */
  readonly hint: string | null;
}

const callIndent = '     ';
const stepIndent = '       ';

/** All operations, then the number of omitted steps, if any. */
export function operationLines(parts: OperationParts): string[] {
  const writer = new OperationWriter(parts);
  const lines = parts.trace.operations.flatMap((_, index) => writer.operation(index));
  const count = stepCount(parts.trace);
  if (writer.shown === count) return lines;
  const note = `${writer.shown} of ${plural(count, 'step')} shown`;
  return [
    ...lines,
    `${callIndent}(${[note, parts.hint].filter((part) => part !== null).join('; ')})`,
  ];
}

/** Calls and returns are not steps. */
function stepCount({ steps }: TraceOutline): number {
  return steps.at(-1)?.number ?? 0;
}

/** The numbers of a line; nothing for a call or a return. */
function numbersText(first: number, last: number): string {
  if (last < first) return '';
  return first === last ? String(first) : `${first}-${last}`;
}

class OperationWriter {
  /** Steps shown so far; a folded run counts whole. */
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
    this.width = String(stepCount(trace)).length;
  }

  operation(index: number): string[] {
    const { operations } = this.parts.trace;
    const operation = operations[index];
    const threadName = operations.some(({ thread }) => thread > 1)
      ? `thread ${operation.thread}: `
      : '';
    const head = `${threadName}${operation.label}${chanceText(operation.scheduled)}`;
    return [
      ...paragraph(head, `${String(index + 1).padStart(2)}. `, '    '),
      ...operation.calls.flatMap((call) => this.call(operation, call)),
      ...this.changes(operation),
    ];
  }

  private call(operation: VmemOperation, call: VmemCall): string[] {
    const lines = this.parts.allSteps
      ? this.decisive.all(operation, call)
      : this.decisive.few(operation, call);
    return [
      `${callIndent}${call.text}${call.returned}`,
      ...lines.flatMap((line) => this.lines(line)),
    ];
  }

  private lines({ text, first, last, wrong, isHere, place = '' }: DecisiveLine): string[] {
    const { steps } = this.parts.trace;
    const before = steps[first - 1]?.number ?? 0;
    const count = steps[last].number - before;
    this.shown += count;
    const number = numbersText(before + 1, steps[last].number);
    const indent = `${stepIndent}${number.padStart(this.width)}  `;
    const { paint } = this.parts;
    const margin = ' '.repeat(indent.length);
    const pointer = `${margin}<-- ${isHere ? 'here: ' : ''}`;
    const pointers = wrong.flatMap((sentence) => paragraph(sentence, pointer, `${margin}    `));
    return [
      ...placedLines(text, place, indent, `${margin}  `),
      ...(isHere ? pointers.map(paint.bad) : pointers),
    ];
  }

  /** Changes since the previous operation; in the last one, up to the step that violates the claim. */
  private changes(operation: VmemOperation): string[] {
    const { violatedAt } = this.parts.trace;
    const steps = this.decisive.stepsOf(operation);
    const broken = steps.find(({ index }) => index === violatedAt);
    const after = (broken ?? steps[steps.length - 1]).state ?? this.state;
    const changes = changesBetween(this.state, after);
    this.state = after;
    if (changes.length === 0) return [];
    const head = broken === undefined ? 'changed: ' : 'changed so far: ';
    return paragraph(changes.join('; '), `${callIndent}${head}`, `${callIndent}  `);
  }
}
