/** The list of all steps by operation and call; marks the current step and lets the user select one. */

import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { Operation, PageDocument, Step } from './page-document.ts';
import type { PanelKit } from './panels.ts';
import type { Player } from './player.ts';
import { isHeld, isStep } from './positions.ts';
import { ScrollBox } from './scroll-box.tsx';
import { isFrame } from './step-place.ts';
import { runsOf } from './step-runs.ts';
import { titleOf } from './titles.ts';
import { plural } from './words.tsx';

interface StepListProps {
  readonly document: PageDocument;
  readonly kit: PanelKit;
  readonly player: Player;
}

export function StepList({ document: { show }, kit, player }: StepListProps) {
  const { steps, operations } = show;
  const common = { steps, kit, player, claim: show.invariant.id };
  return (
    <section class="steps" aria-labelledby="steps">
      <h2 id="steps">Step by step</h2>
      <ScrollBox label="all steps" follow={player.position}>
        {operations.every(isStep) ? (
          <Run part={{ firstStep: 0, lastStep: steps.length - 1 }} {...common} />
        ) : (
          operations.map((operation, index) =>
            isHeld(operation) ? (
              <section key={operation.firstStep} aria-label={`operation ${index + 1}`}>
                <h3>
                  {index + 1}. {titleOf(show, operation)}
                </h3>
                {partsOf(operation).map((part) => (
                  <Run key={part.firstStep} part={part} {...common} />
                ))}
              </section>
            ) : null,
          )
        )}
      </ScrollBox>
    </section>
  );
}

type Part = Pick<Operation, 'firstStep' | 'lastStep'>;

/** The calls of an operation, or the operation itself if it has none. */
function partsOf(operation: Operation): readonly Part[] {
  return operation.calls.length === 0 ? [operation] : operation.calls.filter(isHeld);
}

interface RunProps {
  readonly part: Part;
  readonly steps: readonly Step[];
  readonly kit: PanelKit;
  readonly player: Player;
  readonly claim: string;
}

function Run({ part, steps, kit, player, claim }: RunProps) {
  const [opened, setOpened] = useState<readonly number[]>([]);
  const { readsToo, position } = player;
  const all = steps.slice(part.firstStep, part.lastStep + 1);
  const shown = all.filter(({ silent }) => !silent || readsToo);
  const current = all.find(({ index }) => index + 1 === position);
  const hidden = all.length - shown.length - (current?.silent === true && !readsToo ? 1 : 0);
  return (
    <ol>
      {runsOf(shown, kit.shapeOf, current).map((run) => {
        const { isRepeated, first } = run;
        const isFolded = isRepeated && !opened.includes(first);
        const listed = isFolded ? run.steps.filter((step) => step === current) : run.steps;
        const open = (): void => setOpened([...opened, first]);
        return (
          <Fragment key={`from ${first}`}>
            {isFolded ? (
              <li>
                <button type="button" class="repeated" onClick={open}>
                  … {plural(run.steps.length - listed.length, 'step')} like these
                </button>
              </li>
            ) : null}
            {listed.map((step) => (
              <StepButton key={step.index} step={step} player={player} claim={claim} />
            ))}
          </Fragment>
        );
      })}
      {hidden === 0 ? null : <li class="hidden-steps">{plural(hidden, 'read')} not shown</li>}
    </ol>
  );
}

interface StepProps extends Pick<RunProps, 'player' | 'claim'> {
  readonly step: Step;
}

function StepButton({ step, player, claim }: StepProps) {
  const isCurrent = step.index + 1 === player.position;
  const breaks = step.violated.includes(claim);
  return (
    <li class={step.kind}>
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
}
