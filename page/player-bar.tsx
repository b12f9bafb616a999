/** The controls: a slider over all steps, buttons next to it, and a description of the step. */

import { useMemo } from 'preact/hooks';
import { toldFacts } from './facts.ts';
import { Icon } from './icon.tsx';
import { marksOf } from './marks.ts';
import type { Operation, PageDocument } from './page-document.ts';
import type { Player } from './player.ts';
import { isStep, type Move, stepAt, violationOf } from './positions.ts';
import { placeOf, positionText, startText, stepCount } from './step-place.ts';
import { wordsOf } from './step-words.ts';
import { titleOf } from './titles.ts';

interface PlayerBarProps {
  readonly document: PageDocument;
  readonly player: Player;
}

export function PlayerBar({ document, player }: PlayerBarProps) {
  const { show } = document;
  const { position, isPlaying } = player;
  const last = show.steps.length;
  const broken = violationOf(show);
  // If each operation is one step, operation buttons would equal step buttons.
  const hasOperations = !show.operations.every(isStep);
  const hasReads = useMemo(() => show.steps.some(({ silent }) => silent), [show]);
  return (
    <section class="player" aria-label="player">
      <StepWords document={document} position={position} />
      <div class="controls">
        <div class="buttons">
          <MoveButton player={player} move="first" label="first" isOff={position === 0} />
          {hasOperations ? (
            <MoveButton
              player={player}
              move="previousOperation"
              label="previous operation"
              isOff={position === 0}
            />
          ) : null}
          <MoveButton
            player={player}
            move="previous"
            label="previous step"
            isOff={position === 0}
          />
          <button type="button" class="play" onClick={player.toggle}>
            <Icon name={isPlaying ? 'pause' : 'next'} /> {isPlaying ? 'Pause' : 'Play'}
          </button>
          <MoveButton player={player} move="next" label="next step" isOff={position === last} />
          {hasOperations ? (
            <MoveButton
              player={player}
              move="nextOperation"
              label="next operation"
              isOff={position === last}
            />
          ) : null}
          <MoveButton player={player} move="last" label="last" isOff={position === last} />
          {broken === null ? null : (
            <button
              type="button"
              class="to-violation"
              disabled={position === broken}
              onClick={() => player.move('violation')}
            >
              <span aria-hidden="true">✗</span> Violation
            </button>
          )}
        </div>
        <div class="track">
          <input
            type="range"
            min={0}
            max={last}
            value={position}
            aria-label="step"
            aria-valuetext={positionText(show, position)}
            onInput={(event) => player.go(Number(event.currentTarget.value))}
          />
          <Ticks document={document} />
        </div>
        {hasReads ? (
          <label>
            <input
              type="checkbox"
              checked={player.readsToo}
              onChange={(event) => player.showReads(event.currentTarget.checked)}
            />{' '}
            stop at reads, too
          </label>
        ) : null}
      </div>
    </section>
  );
}

interface MoveButtonProps {
  readonly player: Player;
  readonly move: Exclude<Move, 'violation'>;
  readonly label: string;
  readonly isOff: boolean;
}

/** Stays in the tab order when disabled: keyboard users would lose the focus if it vanished. */
function MoveButton({ player, move, label, isOff }: MoveButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={() => player.move(move)}
    >
      <Icon name={move} />
    </button>
  );
}

function Ticks({ document: { show } }: Pick<PlayerBarProps, 'document'>) {
  const { numbers, signs } = useMemo(() => marksOf(show), [show]);
  const last = Math.max(1, show.steps.length);
  return (
    <div class="ticks" aria-hidden="true">
      {[...numbers, ...signs].map(({ kind, position, text }) => (
        <span
          key={`${kind} ${position}`}
          class={kind}
          style={{ left: `calc(8px + (100% - 16px) * ${position / last})` }}
        >
          {text}
        </span>
      ))}
    </div>
  );
}

/** The text for the state before the first step of the page. */
function Start({ show, words }: Pick<PageDocument, 'show' | 'words'>) {
  const start = startText(show);
  const isWhole = start === 'start';
  return (
    <>
      <p class="where">
        <b>{isWhole ? 'Start' : `Before step ${show.window?.from}`}</b> of {stepCount(show)} steps
      </p>
      <p class="step-text">{isWhole ? words.start.text : 'earlier steps are not on this page'}</p>
      <p class="why">{isWhole ? words.start.why : words.startOfPart}</p>
    </>
  );
}

/** Announced by screen readers when it changes. */
function StepWords({ document, position }: { document: PageDocument; position: number }) {
  const { show } = document;
  const step = stepAt(show, position);
  if (step === undefined) {
    return (
      <div class="words" aria-live="polite">
        <Start show={show} words={document.words} />
      </div>
    );
  }
  const operation = show.operations[step.operation];
  const breaks = step.violated.includes(show.invariant.id);
  const { breaking, others } = toldFacts(document, step);
  return (
    <div class={`words ${breaks ? 'breaks' : ''}`} aria-live="polite">
      <p class="where">
        <b>{placeOf(step)}</b> of {stepCount(show)}
        {isStep(operation) ? null : (
          <>
            , operation {step.operation + 1}: {titleOf(show, operation)}
            <CallOf operation={operation} call={step.call} />
          </>
        )}
      </p>
      <p class="step-text">
        <code>{step.text}</code>
      </p>
      <p class="why">
        {wordsOf(step, operation.ends && step.index === operation.lastStep, document)}
      </p>
      {breaks || breaking !== '' ? (
        <p class="facts">
          <b>✗ The claim is violated here{breaking === '' ? '' : `: ${breaking}`}.</b>
        </p>
      ) : null}
      {others === '' ? null : (
        <p class="noted">
          {breaks ? 'Also noted' : 'Noted'}: {others}.
        </p>
      )}
    </div>
  );
}

function CallOf({ operation, call }: { operation: Operation; call: number }) {
  const text = operation.calls[call]?.text;
  return text === undefined ? null : (
    <>
      , <code>{text}</code>
    </>
  );
}
