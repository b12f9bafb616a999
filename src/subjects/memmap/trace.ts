/** A memmap counterexample step by step: each request of the source, and the state after it. */
import { InputError } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { meet } from '../../model/masks.ts';
import type { ScopedSchedule } from '../../subject/execution.ts';
import type {
  SubjectTrace,
  Surveyed,
  TracedCall,
  TracedOperation,
  TracedStep,
} from '../../subject/trace.ts';
import { mermaidText } from '../../text/mermaid.ts';
import { MemmapExecutor } from './execution.ts';
import { factsIn } from './facts.ts';
import { Layout } from './layout.ts';
import type { NotedStep } from './record.ts';
import type { Built, MemmapScope } from './scope.ts';
import { experimentalNote } from './scope-flags.ts';
import { callWords, operationWords } from './story.ts';

type TracedStory = ScopedSchedule & { readonly invariant: string };

interface TracedRun {
  readonly survey: Surveyed;
  readonly steps: readonly TracedStep<object>[];
  readonly problems: readonly string[];
}

const silentKinds: ReadonlySet<NotedStep['kind']> = new Set(['test', 'lock', 'unlock', 'return']);

export function memmapTrace(
  build: (scope: MemmapScope) => Built,
  invariants: readonly Invariant[],
): SubjectTrace {
  const follow = (counterexample: TracedStory): TracedRun =>
    new Tracer(build(counterexample.request as MemmapScope), invariants).follow(counterexample);
  return {
    survey: (counterexample) => follow(counterexample).survey,
    visit(counterexample, { initial }, last, visit) {
      const { steps, problems } = follow(counterexample);
      for (const step of steps.slice(0, last + 1)) visit(step, initial, problems[step.index]);
    },
    listsOfState: [],
    itf: {
      types: { entries: 'Str -> Str' },
      maps: [
        {
          name: 'entries',
          parts: (state) => [state],
          pairsOf: (part) => Object.entries(part).map(([key, value]) => [key, String(value)]),
        },
      ],
      rest: () => ({}),
    },
    mermaid: (counterexample) => diagram(counterexample, follow(counterexample), invariants),
  };
}

class Tracer {
  private readonly built: Built;
  private readonly layout: Layout;
  private readonly invariants: readonly Invariant[];
  private readonly steps: TracedStep<object>[] = [];
  private readonly problems: string[] = [];
  private number = 0;

  constructor(built: Built, invariants: readonly Invariant[]) {
    this.built = built;
    this.layout = new Layout(built);
    this.invariants = invariants;
  }

  follow({ operations: schedule, invariant }: TracedStory): TracedRun {
    const execution = new MemmapExecutor(this.built, true).execute({ operations: schedule });
    const { operations: parts, divergence } = execution;
    if (parts.length === 0) {
      throw new InputError(`no operation can happen as written: ${divergence?.reason ?? ''}`);
    }
    const operations = parts.map((part, index): TracedOperation => {
      const firstStep = this.steps.length;
      const calls = part.calls.map(({ call, result, steps }, at): TracedCall => {
        const first = this.steps.length;
        for (const step of steps) this.add(step, index, at, part.ends);
        const answer = result === null || call.name === 'vmemmap_free' ? '' : ` = ${result}`;
        return {
          text: callWords(call),
          returned: answer,
          firstStep: first,
          lastStep: this.steps.length - 1,
        };
      });
      const { label, scheduled, steps, ends } = part;
      const lastStep = this.steps.length - 1;
      return { label, thread: 1, scheduled, steps, ends, isCut: false, calls, firstStep, lastStep };
    });
    const violatedAt = this.steps.findIndex(({ violated }) => violated.includes(invariant));
    return {
      steps: this.steps,
      problems: this.problems,
      survey: {
        initial: this.layout.fields(new Uint8Array(this.layout.length)),
        operations,
        steps: [],
        violatedAt: violatedAt < 0 ? null : violatedAt,
        leftBecause: divergence?.reason ?? null,
        pending: [],
        waits: [],
        listed: this.steps.length,
        frames: this.steps.flatMap(({ index, kind }) =>
          kind === 'return' ? [{ index, kind }] : [],
        ),
      },
    };
  }

  private add(step: NotedStep, operation: number, call: number, ends: boolean): void {
    const { kind, text, facts, places, state, problem } = step;
    if (kind !== 'return') this.number++;
    this.problems.push(problem);
    this.steps.push({
      index: this.steps.length,
      number: this.number,
      operation,
      call,
      thread: 1,
      kind,
      text,
      silent: silentKinds.has(kind) && !(ends && facts !== 0),
      ...(places.length > 0 && { code: places }),
      facts: factsIn(facts),
      violated: this.invariants
        .filter(({ violatedBy }) => meet(violatedBy, facts))
        .map(({ id }) => id),
      state: this.layout.fields(state),
    });
  }
}

function diagram(
  { invariant, request: { revision } }: TracedStory,
  { survey, steps, problems }: TracedRun,
  invariants: readonly Invariant[],
): string {
  const claim = invariants.find(({ id }) => id === invariant)?.claim ?? '';
  const lines = [
    'sequenceDiagram',
    `  %% ${experimentalNote}`,
    `  %% ${revision} violates ${invariant}: ${claim}`,
  ];
  lines.push('  participant caller', `  participant text as ${mermaidText(revision)}`);
  for (const operation of survey.operations) {
    const { scheduled, label } = operation;
    lines.push(`  Note over caller: ${mermaidText(operationWords({ label, scheduled }))}`);
    for (const { text, returned, firstStep, lastStep } of operation.calls) {
      lines.push(`  caller->>text: ${mermaidText(text)}`);
      for (const { index, text: words, silent } of steps.slice(firstStep, lastStep + 1)) {
        if (!silent) lines.push(`  text->>text: ${mermaidText(words)}`);
        if (index !== survey.violatedAt) continue;
        lines.push(`  Note over text: HERE: ${mermaidText(problems[index] || invariant)}`);
      }
      if (returned !== '') lines.push(`  text-->>caller: ${mermaidText(returned.trim())}`);
    }
  }
  return lines.join('\n');
}
