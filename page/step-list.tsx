/** All steps as text, by operation and call; marks the current step and lets the user select another. */
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { VmemCall, VmemStep } from '../src/subjects/vmem/trace/steps.ts';
import { plural } from './address.ts';
import type { PageDocument } from './page-document.ts';
import type { Player } from './player.ts';
import { isHeld } from './positions.ts';
import { ScrollBox } from './scroll-box.tsx';
import { isFrame } from './step-place.ts';
import { runsOf } from './step-runs.ts';
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
        {show.operations.map((operation, index) =>
          isHeld(operation) ? (
            <section key={operation.firstStep} aria-label={`operation ${index + 1}`}>
              <h3>
                {index + 1}. {titleOf(show, operation)}
              </h3>
              {operation.calls.filter(isHeld).map((call) => (
                <Call
                  key={call.firstStep}
                  call={call}
                  steps={show.steps}
                  player={player}
                  claim={show.invariant.id}
                />
              ))}
            </section>
          ) : null,
        )}
      </ScrollBox>
    </section>
  );
}

interface CallProps {
  readonly call: VmemCall;
  readonly steps: readonly VmemStep[];
  readonly player: Player;
  readonly claim: string;
}

function Call({ call, steps, player, claim }: CallProps) {
  const [opened, setOpened] = useState<readonly number[]>([]);
  const { readsToo, position } = player;
  const all = steps.slice(call.firstStep, call.lastStep + 1);
  const told = all.filter(({ silent }) => !silent || readsToo);
  const current = all.find(({ index }) => index + 1 === position);
  const hidden = all.length - told.length - (current?.silent === true && !readsToo ? 1 : 0);
  return (
    <ol>
      {runsOf(told, current).map((run) => {
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
              <Step key={step.index} step={step} player={player} claim={claim} />
            ))}
          </Fragment>
        );
      })}
      {hidden === 0 ? null : <li class="hidden-steps">{plural(hidden, 'read')} not shown</li>}
    </ol>
  );
}

interface StepProps extends Pick<CallProps, 'player' | 'claim'> {
  readonly step: VmemStep;
}

function Step({ step, player, claim }: StepProps) {
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
