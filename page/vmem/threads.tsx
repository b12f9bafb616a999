/** The threads: the position of each, what it holds, and the owner of the mutex. */

import type { StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import { stepAt } from '../positions.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { type Changes, partKeys } from './changes.ts';
import type { VmemShow } from './show.ts';
import { threadPlaceOf } from './thread-places.ts';

interface ThreadsProps {
  readonly show: VmemShow;
  readonly position: number;
  readonly state: StepState;
  readonly changes: Changes;
}

export function Threads({ show, position, state, changes }: ThreadsProps) {
  const current = stepAt(show, position);
  const { threads: roles = [] } = show.counterexample.request;
  const threads = roles.length === 0 ? [''] : roles;
  return (
    <>
      <ScrollBox label="threads">
        <table class="threads">
          <thead>
            <tr>
              <th scope="col">Thread</th>
              <th scope="col">Position</th>
              <th scope="col">Holds</th>
            </tr>
          </thead>
          <tbody>
            {threads.map((role, index) => {
              const thread = index + 1;
              const isCurrent = current?.thread === thread;
              return (
                <tr key={thread} data-thread={thread} class={isCurrent ? 'current' : ''}>
                  <th scope="row">
                    {thread} {role}
                    {isCurrent && threads.length > 1 ? <small> made this step</small> : null}
                  </th>
                  <td>
                    <Place show={show} position={position} thread={thread} />
                  </td>
                  <td>{heldBy(state, thread)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p class={changes.has(partKeys.mutex) ? 'changed' : ''}>
        <code>vmem_mutex</code>:{' '}
        <b data-mutex>{state.mutex === null ? 'free' : `held by thread ${state.mutex}`}</b>
      </p>
    </>
  );
}

interface PlaceProps extends Pick<ThreadsProps, 'show' | 'position'> {
  readonly thread: number;
}

function Place({ show, position, thread }: PlaceProps) {
  const { where, done, next } = threadPlaceOf(show, position, thread);
  return (
    <>
      {where}
      {done === null ? null : (
        <>
          {next === null ? ', at ' : ', between '}
          <code>{done}</code>
        </>
      )}
      {next === null ? null : (
        <>
          {done === null ? '' : ' and '}
          <code>{next}</code>
        </>
      )}
    </>
  );
}

function heldBy({ tables, memmap, mutex, locks }: StepState, thread: number): string {
  const held = [...tables, ...memmap]
    .filter(({ holder }) => holder === thread)
    .map(({ name }) => name);
  if (mutex === thread) held.unshift('vmem_mutex');
  held.unshift(...locks.filter((lock) => lock.thread === thread).map(({ name }) => name));
  return held.length === 0 ? 'nothing' : held.join(', ');
}
