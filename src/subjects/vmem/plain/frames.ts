/**
 * Numbered frames, for scopes that distinguish frames. Tables and single pages of memmap are in frames of
 * one kind, blocks of memmap in frames of another; both are counted from 1.
 */
import { byText } from '../../../text/by-text.ts';
import type { BlockContent } from './block-content.ts';
import type { ReferenceMachine } from './machine.ts';
import type { MachineObject } from './objects.ts';
import { surveyOf } from './survey.ts';

type FrameKind = MachineObject['kind'];

/**
 * The lowest frame that is free and has no remembered content. The lowest, so that frames are reused:
 * if each allocation got a new number, no scope would ever close.
 */
export function lowestFreeFrame(
  kind: FrameKind,
  live: Iterable<MachineObject>,
  remembered: readonly BlockContent[],
): number {
  const taken = new Set<number>();
  for (const object of live) {
    if ((object.kind === 'block') === (kind === 'block')) taken.add(object.frame);
  }
  if (kind === 'block') for (const { frame = 0 } of remembered) taken.add(frame);
  let frame = 1;
  while (taken.has(frame)) frame++;
  return frame;
}

/**
 * The frames of a state as text: those reachable from the root, by address; leaked ones; freed ones that an
 * entry still points to; and those with a remembered content.
 */
export function framesText(machine: ReferenceMachine, remembered: readonly BlockContent[]): string {
  const survey = surveyOf(machine);
  const tables = survey.tables.map(({ table }) => table);
  const memmap = survey.memmap.map(({ object }) => object);
  const root = machine.table(0);
  const reached = new Set<MachineObject>([root, ...tables, ...memmap]);
  const lost = [...machine.live].filter((object) => !reached.has(object));
  const freed = [root, ...tables].flatMap(({ entries }) =>
    [...entries]
      .filter((entry) => entry > 0 && !machine.objects[entry].live)
      .map((entry) => machine.objects[entry]),
  );
  const nameOf = ({ kind, frame }: MachineObject): string => `${kind[0]}${frame}`;
  return [
    [...tables, ...memmap].map(nameOf).join(),
    lost.map(nameOf).sort(byText).join(),
    freed.map(nameOf).join(),
    remembered.map(({ frame = 0 }) => frame).join(),
  ].join('|');
}
