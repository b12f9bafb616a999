/** All steps as text, by operation and call: where the player stands, and a way to go elsewhere. */
import type { PageDocument } from '../src/report/page-document.ts';
import type { ExecutedStep, TracedCall } from '../src/trace/steps.ts';
import { plural } from './address.ts';
import type { Player } from './player.ts';
import { ScrollBox } from './scroll-box.tsx';
import { isFrame } from './step-place.ts';
import { titleOf } from './titles.ts';

interface StepListProps {
  readonly document: PageDocument;
  readonly player: Player;
}

export function StepList({ document: { show }, player }: StepListProps) {
  return (
    <section class="steps" aria-labelledby="steps">
      <h2 id="steps">Step by step</h2>
      <ScrollBox label="all steps" follow={player.position}>
        {show.operations.map((operation, index) => (
          <section key={operation.firstStep} aria-label={`operation ${index + 1}`}>
            <h3>
              {index + 1}. {titleOf(show, operation)}
            </h3>
            {operation.calls.map((call) => (
              <Call
                key={call.firstStep}
                call={call}
                steps={show.steps}
                player={player}
                claim={show.invariant.id}
              />
            ))}
          </section>
        ))}
      </ScrollBox>
    </section>
  );
}

interface CallProps {
  readonly call: TracedCall;
  readonly steps: readonly ExecutedStep[];
  readonly player: Player;
  readonly claim: string;
}

function Call({ call, steps, player, claim }: CallProps) {
  const shown = steps
    .slice(call.firstStep, call.lastStep + 1)
    .filter(({ silent, index }) => !silent || player.readsToo || index + 1 === player.position);
  const hidden = call.lastStep + 1 - call.firstStep - shown.length;
  return (
    <ol>
      {shown.map((step) => {
        const isCurrent = step.index + 1 === player.position;
        const breaks = step.violated.includes(claim);
        return (
          <li key={step.index} class={step.kind}>
            <button
              type="button"
              class={breaks ? 'breaks' : ''}
              aria-current={isCurrent ? 'step' : undefined}
              onClick={() => player.go(step.index + 1)}
            >
              <span class="number">{isFrame(step) ? '' : step.number}</span> {breaks ? '✗ ' : ''}
              {step.text}
            </button>
          </li>
        );
      })}
      {hidden === 0 ? null : <li class="hidden-steps">{plural(hidden, 'read')} not shown</li>}
    </ol>
  );
}
