/** The rest of the state: frames and counters. */

import type { StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import { hex } from '../../src/text/hex.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { sizeText } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { frameGroups, groupName } from './groups.ts';
import { ownerText } from './place-text.ts';

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
