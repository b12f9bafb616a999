/**
 * Neighbours that differ only in name and address share a row, because a real geometry has hundreds
 * of them.
 */
import type {
  AddressRange,
  MemmapState,
  TableState,
} from '../../src/subjects/vmem/trace/step-state.ts';
import type { Span } from './address.ts';
import { type Changes, partKeys } from './changes.ts';

export interface Named {
  readonly name: string;
  readonly range: AddressRange;
}

/** One part, or a run of similar parts without gaps, by address. */
export type Group<Part> = readonly [Part, ...Part[]];

/** Shorter runs are listed individually. */
const groupMin = 4;

/** `likenessOf`: parts with equal text are similar; null for a part that is never grouped. */
export function groupsOf<Part extends Named>(
  parts: readonly Part[],
  likenessOf: (part: Part) => string | null,
): Group<Part>[] {
  const runs: { likeness: string | null; end: string; parts: [Part, ...Part[]] }[] = [];
  for (const part of parts) {
    const likeness = likenessOf(part);
    const run = runs.at(-1);
    const follows = run?.likeness === likeness && run.end === part.range.start;
    if (run === undefined || likeness === null || !follows) {
      runs.push({ likeness, end: part.range.end, parts: [part] });
    } else {
      run.parts.push(part);
      run.end = part.range.end;
    }
  }
  return runs.flatMap(({ parts: alike }): Group<Part>[] =>
    alike.length < groupMin ? alike.map((part): Group<Part> => [part]) : [alike],
  );
}

function lastOf<Part>(group: Group<Part>): Part {
  return group[group.length - 1] ?? group[0];
}

/** `p1`, or `p1 … p256 ×256`. */
export function groupName(group: Group<Named>): string {
  const [{ name }] = group;
  return group.length === 1 ? name : `${name} … ${lastOf(group).name} ×${group.length}`;
}

export function groupSpan(group: Group<Named>): Span {
  return { start: Number(group[0].range.start), end: Number(lastOf(group).range.end) };
}

/** Groups frames by description; a frame changed by the step is listed alone. */
export function frameGroups<Frame extends TableState | MemmapState>(
  frames: readonly Frame[],
  changes: Changes,
): Group<Frame>[] {
  return groupsOf(frames, (frame) => (isChanged(frame, changes) ? null : likeness(frame)));
}

export function isChanged({ name }: Named, changes: Changes): boolean {
  return changes.has(partKeys.object(name)) || changes.has(partKeys.marks(name));
}

function likeness(frame: TableState | MemmapState): string | null {
  const { place, holder, boot, mayBeCached } = frame;
  const what = 'level' in frame ? frame.level : memmapLikeness(frame);
  return what === null ? null : [what, place, holder, boot, mayBeCached].join(' ');
}

/** Memory that is partly 0xFD is never grouped. */
function memmapLikeness({ kind, bytes, fromAltmap, marked }: MemmapState): string | null {
  const held = marked.reduce((sum, [, length]) => sum + length, 0);
  return held > 0 && held < bytes ? null : [kind, bytes, fromAltmap, held].join(' ');
}
