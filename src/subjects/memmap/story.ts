/** The story of a memmap counterexample: calls, decisive steps, and their positions in the source. */
import type { Invariant } from '../../invariants/invariant.ts';
import { meet } from '../../model/masks.ts';
import type { ExecutedPart, Execution, ScopedSchedule } from '../../subject/execution.ts';
import type { Story, SubjectStory } from '../../subject/story.ts';
import { type CodePlace, placeText } from '../../text/code-place.ts';
import { hex } from '../../text/hex.ts';
import { paragraph, plural } from '../../text/paragraph.ts';
import type { Architecture } from './architecture.ts';
import {
  type MemmapExecution,
  MemmapExecutor,
  type MemmapOperation,
  type MemmapPart,
} from './execution.ts';
import { factsIn, memmapFacts } from './facts.ts';
import type { NotedCall, NotedStep } from './record.ts';
import type { Built, MemmapScope } from './scope.ts';
import type { Call } from './source.ts';

/** Steps that a reader may skip, because they are irrelevant to all claims. */
const quiet: ReadonlySet<NotedStep['kind']> = new Set(['lock', 'unlock', 'test', 'return']);

export function memmapStory(
  { path }: Architecture,
  build: (scope: MemmapScope) => Built,
): SubjectStory {
  const execute = ({ request, operations }: ScopedSchedule): MemmapExecution =>
    new MemmapExecutor(build(request as MemmapScope)).execute({ operations });
  return {
    modelled: path,
    file: path,
    places: () => [],
    operationText: (part: Pick<ExecutedPart, 'label' | 'scheduled'>) => operationWords(part),
    operationLines: (story) => linesOf(execute(story.counterexample), story),
    placesOf,
    functionOf: (invariant, execution) => placesOf(invariant, execution).at(-1)?.function ?? null,
    callCount: ({ operations }) =>
      (operations as readonly MemmapPart[]).flatMap(({ calls }) => calls).length,
    canBeSearched: () => true,
  };
}

export function operationWords({
  label,
  scheduled,
}: Pick<ExecutedPart, 'label' | 'scheduled'>): string {
  const { failing = [] } = scheduled as MemmapOperation;
  if (failing.length === 0) return label;
  const which = failing.length === 1 ? 'allocation' : 'allocations';
  return `${label} (${which} ${failing.join(', ')} ${failing.length === 1 ? 'fails' : 'fail'})`;
}

export function callWords({ name, start, end, altmap }: Call): string {
  return `${name}(${hex(start)}, ${hex(end)}${altmap ? ', altmap' : ''})`;
}

function placesOf({ violatedBy }: Invariant, { operations }: Execution): readonly CodePlace[] {
  const last = operations.at(-1) as MemmapPart | undefined;
  const steps = last?.calls.flatMap((call) => call.steps) ?? [];
  return steps.find(({ facts }) => meet(facts, violatedBy))?.places ?? [];
}

function linesOf({ operations }: MemmapExecution, story: Story): string[] {
  const writer = new StoryWriter(story);
  for (const [index, part] of operations.entries()) {
    writer.operation(part, index, index === operations.length - 1);
  }
  return writer.finished();
}

/** Numbers all steps and writes the relevant ones. */
class StoryWriter {
  private readonly story: Story;
  private readonly lines: string[] = [];
  private number = 0;
  private shown = 0;
  private isFound = false;

  constructor(story: Story) {
    this.story = story;
  }

  operation(part: MemmapPart, index: number, isLast: boolean): void {
    const head = `${String(index + 1).padStart(2)}. `;
    this.lines.push(...paragraph(operationWords(part), head, '    '));
    for (const call of part.calls) {
      this.lines.push(`     ${callWords(call.call)}${resultWords(call)}`);
      for (const step of call.steps) this.step(step, isLast);
    }
  }

  finished(): string[] {
    const { number, shown, lines } = this;
    if (shown === number) return lines;
    const parts = [`${shown} of ${plural(number, 'step')} shown`, this.story.hint];
    const note = parts.filter((text) => text !== null).join('; ');
    return [...lines, `     (${note})`];
  }

  private step(step: NotedStep, isLast: boolean): void {
    const { invariant, allSteps, paint } = this.story;
    const isStep = step.kind !== 'return';
    if (isStep) this.number++;
    const isBroken = isLast && !this.isFound && meet(step.facts, invariant.violatedBy);
    const isWanted = allSteps ? isStep : isDecisive(step, isLast);
    if (!isBroken && !isWanted) return;
    if (isStep) this.shown++;
    const head = isStep ? `       ${String(this.number).padStart(3)}  ` : '            ';
    this.lines.push(...paragraph(step.text, head, '              '));
    const place = placeText(step.places);
    if (place !== '') this.lines.push(`              at ${place}`);
    if (!isBroken) return;
    this.isFound = true;
    const what = problemText(step, invariant);
    const marked = paragraph(what, '              <-- here: ', '                  ');
    this.lines.push(...marked.map(paint.bad));
  }
}

/** The fact of the step that violates the claim. */
function problemText({ facts, problem }: NotedStep, { violatedBy }: Invariant): string {
  const [fact] = factsIn(facts & violatedBy);
  const meaning = fact === undefined ? '' : memmapFacts[fact];
  // The detail describes the first fact of the step.
  const isDetail = problem !== '' && factsIn(facts)[0] === fact;
  return isDetail ? `${meaning}: ${problem}` : meaning;
}

/** In the violating operation every change is shown; before it, only failures and frees. */
function isDecisive({ kind, isFailure }: NotedStep, isLast: boolean): boolean {
  if (isFailure || kind === 'fault' || kind === 'warn') return true;
  return isLast ? !quiet.has(kind) : false;
}

function resultWords({ call, result }: NotedCall): string {
  if (result === null) return '';
  return call.name === 'vmemmap_free' ? '' : ` = ${result}`;
}
