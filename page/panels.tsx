/** What a state holds beside tables and memmap: frames, TLB, counters; and the claims. */
import type { PageDocument } from '../src/report/page-document.ts';
import type { StepState } from '../src/trace/step-state.ts';
import { hex, plural, rangeText, sizeText, spanOf } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { ownerText } from './place-text.ts';
import { ScrollBox } from './scroll-box.tsx';
import { placeInText } from './step-place.ts';

interface PanelProps {
  readonly state: StepState;
  readonly changes: Changes;
}

export function Frames({ state, changes }: PanelProps) {
  const frames = [...state.tables, ...state.memmap];
  return (
    <ScrollBox label="frames and their owners">
      <table class="frames">
        <thead>
          <tr>
            <th scope="col">Frame</th>
            <th scope="col">What</th>
            <th scope="col">Owner</th>
            <th scope="col">In a TLB?</th>
          </tr>
        </thead>
        <tbody>
          {frames.map((frame) => (
            <tr
              key={frame.name}
              data-frame={frame.name}
              class={`${frame.place} ${changes.has(partKeys.object(frame.name)) ? 'changed' : ''}`}
            >
              <th scope="row">{frame.name}</th>
              <td>
                {'level' in frame
                  ? `${frame.level} table`
                  : `memmap ${frame.kind}, ${sizeText(frame.bytes)}`}
              </td>
              <td>
                {ownerText(frame)}
                {frame.boot ? ', from boot' : ''}
                {'fromAltmap' in frame && frame.fromAltmap ? ', from the altmap' : ''}
              </td>
              <td>{frame.mayBeCached ? 'may be' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Only what a TLB holds and the tables do not is dangerous; so that is told one by one. */
export function Tlb({ state }: Pick<PanelProps, 'state'>) {
  const entries = state.tables.flatMap(({ level, entries: all }) =>
    all.map((entry) => ({ ...entry, level })),
  );
  const cached = entries.filter(({ mayBeCached }) => mayBeCached);
  const stale = cached.filter((entry) => entry.stale !== null);
  const freed = [...state.tables, ...state.memmap].filter(
    ({ place, mayBeCached }) => place === 'freed' && mayBeCached,
  );
  const count = cached.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <>
      <p>
        <b data-cached={count}>{plural(count, 'entry', 'entries')}</b> may be in a TLB: whatever was
        reachable since the last flush.
      </p>
      {stale.length + freed.length === 0 ? (
        <p>
          <span aria-hidden="true">✓</span> None of it is out of date.
        </p>
      ) : (
        <ul class="warnings">
          {stale.map((entry) => (
            <li key={`${entry.level} ${entry.start}`}>
              ! {entry.level} {rangeText(spanOf(entry))}: was {entry.stale}, now{' '}
              {entry.target ?? 'empty'}
            </li>
          ))}
          {freed.map(({ name }) => (
            <li key={name}>! {name} is freed, and a TLB may still lead there</li>
          ))}
        </ul>
      )}
    </>
  );
}

const levels = ['pte', 'pmd', 'pud'] as const;

export function Counters({ state, changes }: PanelProps) {
  return (
    <>
      <table class="counters">
        <thead>
          <tr>
            <th scope="col">Leaves</th>
            <th scope="col">Counted</th>
            <th scope="col">In the tables</th>
          </tr>
        </thead>
        <tbody>
          {levels.map((level) => {
            const [counted, there] = [state.counters[level], state.recounted[level]];
            return (
              <tr key={level} class={changes.has(partKeys.counter(level)) ? 'changed' : ''}>
                <th scope="row">{level}</th>
                <td data-counter={level}>{counted}</td>
                <td>
                  {there} {counted === there ? '✓' : '✗ differs'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class={changes.has(partKeys.tail) ? 'changed' : ''}>
        <code>unused_pmd_start</code>:{' '}
        <b data-tail>{state.tail === null ? 'none' : hex(Number(state.tail))}</b>
      </p>
    </>
  );
}

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
  const order = (id: string): number => (id === show.invariant.id ? 0 : brokenAt.has(id) ? 1 : 2);
  const sorted = [...claims].sort((a, b) => order(a.id) - order(b.id));
  return (
    <ul class="claims">
      {sorted.map(({ id, claim }) => {
        const at = brokenAt.get(id);
        const isBroken = at !== undefined && at <= position;
        return (
          <li key={id} data-claim={id} class={isBroken ? 'broken' : ''}>
            <span class="mark" aria-hidden="true">
              {isBroken ? '✗' : '✓'}
            </span>
            <div>
              <code>{id}</code>
              {id === show.invariant.id ? <b> (this page)</b> : null}
              <p>{claim}</p>
              {at === undefined ? (
                <p class="moment">never broken here</p>
              ) : (
                <p class="moment">
                  {isBroken ? 'broken at' : 'holds until'}{' '}
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
