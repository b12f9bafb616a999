/** The head of the page: the violated claim, the position, and the assumptions. */

import { toldFacts } from './facts.ts';
import { Icon } from './icon.tsx';
import type { PageDocument, Step } from './page-document.ts';
import type { PanelKit } from './panels.ts';
import type { Player } from './player.ts';
import { placeInText } from './step-place.ts';
import { ThemeButton } from './theme-button.tsx';
import { titleOf } from './titles.ts';
import { plural, Worded } from './words.tsx';

interface HeadProps {
  readonly document: PageDocument;
  readonly kit: PanelKit;
  readonly player: Player;
  readonly home: string | undefined;
}

export function Head({ document, kit, player, home }: HeadProps) {
  const { show, revision, words } = document;
  const { invariant, counterexample, operations, violatedAt } = show;
  const broken = violatedAt === null ? undefined : show.steps[violatedAt];
  return (
    <header>
      <div class="top">
        <p class="product">
          {home === undefined ? (
            'tablewalk counterexample'
          ) : (
            <a href={home}>← all counterexamples and checks</a>
          )}
        </p>
        <ThemeButton />
      </div>
      <h1>
        <span class="verdict">✗ Violated:</span> {invariant.claim}
      </h1>
      <p class="names">
        <b>{revision}</b> <code>{invariant.id}</code>
      </p>
      <Part document={document} />
      <div class="summary">
        <p>
          <b>What you are looking at.</b> <Worded text={words.about} />{' '}
          {enough(words.unit, counterexample.operations.length, operations.length)} enough to
          violate the claim above
          {broken === undefined ? whereElse(show.window) : whereIt(document, broken)}.{' '}
          {invariant.matters}
        </p>
        <div>
          {' '}
          <ol class="operations">
            {operations.map((operation, index) => (
              <li key={String(index)}>
                {titleOf({ operations }, operation)}
                {kit.chanceText(operation.scheduled)}
              </li>
            ))}
          </ol>
          <p class="start">
            <button type="button" class="primary" onClick={player.playFromStart}>
              <Icon name="next" /> Play from the start
            </button>{' '}
            Keys: <kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd> <kbd>End</kbd>, <kbd>Space</kbd>{' '}
            play, <kbd>v</kbd> violation.
          </p>
        </div>
      </div>
    </header>
  );
}

/** The position of the violation, if it is in another part of the story. */
function whereElse(window: PageDocument['show']['window']): string {
  const at = window?.violatedAt ?? null;
  return at === null ? '' : `: at step ${at}, which is not on this page`;
}

/** The steps on the page, and how to show others. */
function Part({ document: { show, neighbours = [] } }: Pick<HeadProps, 'document'>) {
  const { window } = show;
  if (window === undefined) return null;
  return (
    <div class="part">
      <p>
        <b>
          Steps {window.from} to {window.to} of {window.of}.
        </b>{' '}
        The state is that of the whole story.
      </p>
      {neighbours.map(({ from, to, command, address }) => (
        <p key={from}>
          {address === null ? (
            `Steps ${from} to ${to}`
          ) : (
            <a href={address}>
              Steps {from} to {to}
            </a>
          )}
          : <code>{command}</code>
        </p>
      ))}
    </div>
  );
}

/** An interleaved operation is listed in parts but counted once. */
function enough(unit: string, count: number, parts: number): string {
  if (count === 1) return `This ${unit} is`;
  const inParts = parts > count ? `, in ${parts} parts,` : '';
  return `These ${plural(count, unit)}${inParts} are`;
}

function whereIt(document: PageDocument, broken: Step): string {
  const { breaking } = toldFacts(document, broken);
  return `: at ${placeInText(broken)}${breaking === '' ? '' : `, ${breaking}`}`;
}

export function Reasons({ document: { show, story, world } }: Pick<HeadProps, 'document'>) {
  const { invariant, contract, machineText, assumptions } = show;
  return (
    <section aria-labelledby="reasons">
      <h2 id="reasons">What it rests on</h2>
      <dl class="facts-list">
        {invariant.matters === '' ? null : (
          <>
            <dt>Why it matters</dt>
            <dd>{invariant.matters}</dd>
          </>
        )}
        {invariant.source === undefined ? null : (
          <>
            <dt>Promised by</dt>
            <dd>{invariant.source}</dd>
          </>
        )}
        {invariant.premise === undefined ? null : (
          <>
            <dt>Premise</dt>
            <dd>This is a strict reading; {invariant.premise}.</dd>
          </>
        )}
        <dt>Contract</dt>
        <dd>{contract}</dd>
        {world === '' ? null : (
          <>
            <dt>World</dt>
            <dd>{world}</dd>
          </>
        )}
        {machineText === '' ? null : (
          <>
            <dt>Machine</dt>
            <dd>{machineText}</dd>
          </>
        )}
        <dt>Assumptions</dt>
        <dd>
          <ul>
            {assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        </dd>
      </dl>
      <details>
        <summary>The story as text, for a mail</summary>
        <pre>{story}</pre>
      </details>
    </section>
  );
}
