/** State besides tables and memmap: frames and counters; and the claims. */

import type { StepState } from '../src/subjects/vmem/trace/step-state.ts';
import { hex, sizeText } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { frameGroups, groupName } from './groups.ts';
import type { PageDocument } from './page-document.ts';
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
          {frameGroups(frames, changes).map((group) => {
            const [frame] = group;
            const name = groupName(group);
            return (
              <tr
                key={frame.name}
                data-frame={name}
                class={`${frame.place} ${changes.has(partKeys.object(frame.name)) ? 'changed' : ''}`}
              >
                <th scope="row">{name}</th>
                <td>
                  {'level' in frame
                    ? `${frame.level} table`
                    : `memmap ${frame.kind}, ${sizeText(frame.bytes)}`}
                </td>
                <td>
                  {ownerText(group)}
                  {frame.boot ? ', from boot' : ''}
                  {'fromAltmap' in frame && frame.fromAltmap ? ', from the altmap' : ''}
                </td>
                <td>{frame.mayBeCached ? 'may be' : 'no'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
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
                <p class="moment">broken at step {earlier}, which is not on this page</p>
              ) : at === undefined ? (
                <p class="moment">
                  {show.window === undefined
                    ? 'never broken here'
                    : `not broken up to step ${show.window.to}`}
                </p>
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
