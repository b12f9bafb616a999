/** The claims at the current step: which ones are violated, and where. */
import type { PageDocument } from './page-document.ts';
import { placeInText } from './step-place.ts';

interface ClaimsProps {
  readonly document: PageDocument;
  readonly position: number;
  readonly go: (position: number) => void;
}

export function Claims({ document: { show, claims }, position, go }: ClaimsProps) {
  const brokenAt = new Map<string, number>();
  for (const { index, violated } of show.steps) {
    for (const id of violated) if (!brokenAt.has(id)) brokenAt.set(id, index + 1);
  }
  const before = new Map(
    show.window?.brokenBefore.map(({ invariant, step }) => [invariant, step]) ?? [],
  );
  const order = (id: string): number =>
    id === show.invariant.id ? 0 : brokenAt.has(id) || before.has(id) ? 1 : 2;
  const sorted = [...claims].sort((a, b) => order(a.id) - order(b.id));
  return (
    <ul class="claims">
      {sorted.map(({ id, claim }) => {
        const at = brokenAt.get(id);
        const earlier = before.get(id);
        const isBroken = earlier !== undefined || (at !== undefined && at <= position);
        return (
          <li key={id} data-claim={id} class={isBroken ? 'broken' : ''}>
            <span class="mark" aria-hidden="true">
              {isBroken ? '✗' : '✓'}
            </span>
            <div>
              <code>{id}</code>
              {id === show.invariant.id ? <b> (this page)</b> : null}
              <p>{claim}</p>
              {earlier !== undefined ? (
                <p class="moment">violated at step {earlier}, which is not on this page</p>
              ) : at === undefined ? (
                <p class="moment">
                  {show.window === undefined
                    ? 'never violated here'
                    : `not violated up to step ${show.window.to}`}
                </p>
              ) : (
                <p class="moment">
                  {isBroken ? 'violated at' : 'holds until'}{' '}
                  <button type="button" onClick={() => go(at)}>
                    {placeInText(show.steps[at - 1])}
                  </button>
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
