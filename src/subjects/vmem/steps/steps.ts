/**
 * The table of steps: a row for each kind of request. A new kind of step is one request in
 * `kernel/request.ts`, one row here, and its implementation in the two machines.
 */
import {
  type Answer,
  type FrameRequest,
  Op,
  type Request,
  type StepName,
  type TableRequest,
} from '../kernel/request.ts';
import type { RecordedEvent } from '../machine/events.ts';
import { eventLineWith } from './event-words.ts';
import { frameSteps } from './frame-steps.ts';
import { memmapSteps } from './memmap-steps.ts';
import { readerSteps } from './reader-steps.ts';
import { type StepRow, Trait } from './step-row.ts';
import { walkSteps } from './walk-steps.ts';

const rows = { ...walkSteps, ...memmapSteps, ...frameSteps, ...readerSteps };

export type StepKind = (typeof rows)[StepName]['kind'];
export type StepNeed = (typeof rows)[StepName]['needs'][number];

interface NamedStepRow extends StepRow {
  readonly kind: StepKind;
  readonly needs: readonly StepNeed[];
}

export const steps: Readonly<Record<StepName, NamedStepRow>> = rows;

export const stepNames = Object.keys(Op) as StepName[];

/** More than any op; other numbers have no traits. */
const opCount = 256;
const nameByOp = new Map<number, StepName>(stepNames.map((name) => [Op[name], name]));
const rowByOp = new Map<number, NamedStepRow>(stepNames.map((name) => [Op[name], steps[name]]));
/** By op, the bits of `Trait`. */
const traits = Uint8Array.from({ length: opCount }, (_, op) => rowByOp.get(op)?.traits ?? 0);

export function hasTrait(op: number, trait: number): boolean {
  return (traits[op] & trait) !== 0;
}

export function stepNameOf(op: Op): StepName {
  const name = nameByOp.get(op);
  if (name === undefined) throw new Error(`the table of steps has no op ${op}`);
  return name;
}

const rowOf = (op: Op): NamedStepRow => steps[stepNameOf(op)];
export const stepKind = (op: Op): StepKind => rowOf(op).kind;

/** A call or a return: it does not count as a step, and the answer is always 0. */
export const isFrame = (request: Request): request is FrameRequest =>
  hasTrait(request.op, Trait.frame);

/** Goes through the handle of a table, which must be alive and reachable. */
export const usesTable = (request: Request): request is TableRequest =>
  hasTrait(request.op, Trait.usesTable);

/** A step other than a call or a return, in kernel words: the events that it caused, or its request. */
export function stepText(
  request: Request,
  answer: Answer | null,
  events: readonly RecordedEvent[],
): string {
  if (events.length > 0) {
    const problem = request.stack?.problem ?? null;
    return events.map((event) => eventLineWith(problem, event)).join('; ');
  }
  const { kind, text } = rowOf(request.op);
  return text === undefined ? `${kind}: nothing to do` : text(request, answer);
}

/** A step that is not taken yet, in kernel words. */
export function pendingText(request: Request): string {
  const { pending } = rowOf(request.op);
  return typeof pending === 'string' ? pending : pending(request);
}

/** The purpose of a step, in a sentence. */
export function purposeOf(request: Request, answer: Answer | null): string {
  const { purpose } = rowOf(request.op);
  return typeof purpose === 'string' ? purpose : purpose(request, answer);
}
