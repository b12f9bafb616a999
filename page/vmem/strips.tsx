/** The memmap, one strip per large page: the sections that use each part, and its content. */

import type { MemmapState, StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import { hex } from '../../src/text/hex.ts';
import { overlap, rangeText, type Span, sizeText, spanOf } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { frameGroups, type Group, groupName, groupSpan, isChanged } from './groups.ts';
import { placeText } from './place-text.ts';
import { ownersOf, type Section } from './sections.ts';

interface StripsProps {
  readonly strips: readonly Span[];
  readonly sections: readonly Section[];
  readonly state: StepState;
  readonly changes: Changes;
}

export function Strips({ strips, sections, state, changes }: StripsProps) {
  return (
    <div class="strips">
      {strips.map((span) => (
        <Strip key={span.start} span={span} sections={sections} state={state} changes={changes} />
      ))}
    </div>
  );
}

interface StripProps extends Omit<StripsProps, 'strips'> {
  readonly span: Span;
}

function Strip({ span, sections, state, changes }: StripProps) {
  const objects = state.memmap.filter(({ range }) => overlap(spanOf(range), span) !== null);
  const groups = frameGroups(objects, changes);
  const owners = ownersOf(state, sections, span);
  const tail = state.tail === null ? null : Number(state.tail);
  const tailHere = tail !== null && span.start < tail && tail < span.end ? tail : null;
  const isLive = owners.some((owner) => owner.isLive);
  const isHole = isLive && !objects.some((object) => object.place === 'linked');
  const place = (part: Span) => ({
    left: `${((part.start - span.start) / (span.end - span.start)) * 100}%`,
    width: `${((part.end - part.start) / (span.end - span.start)) * 100}%`,
  });
  return (
    <div class={isHole ? 'strip hole' : 'strip'} data-strip={hex(span.start)}>
      <h3>
        <code>{rangeText(span)}</code> {headOf(objects, isLive)}
      </h3>
      <div class="owners">
        {owners.map((owner) => (
          <div key={owner.start} class={owner.isLive ? 'owner live' : 'owner'} style={place(owner)}>
            {owner.name} {owner.isLive ? <b>LIVE</b> : 'not live'}
          </div>
        ))}
      </div>
      <div class="content">
        {groups.map((group) => (
          <Frame
            key={group[0].name}
            group={group}
            style={place(groupSpan(group))}
            changes={changes}
          />
        ))}
        {tailHere === null ? null : (
          <div
            class={changes.has(partKeys.tail) ? 'tail changed' : 'tail'}
            style={place({ start: tailHere, end: span.end })}
          >
            <span>unused_pmd_start</span>
          </div>
        )}
      </div>
      <p class="said">{saidOf(groups, owners, tailHere)}</p>
    </div>
  );
}

function headOf(objects: readonly MemmapState[], isLive: boolean): string {
  if (objects.some(({ place }) => place === 'linked')) return '';
  if (objects.some(({ place }) => place === 'freed')) return isLive ? '✗ freed, but live' : 'freed';
  return isLive ? '✗ not mapped, but live' : 'not mapped';
}

interface FrameProps {
  readonly group: Group<MemmapState>;
  readonly style: { left: string; width: string };
  readonly changes: Changes;
}

/** A name that does not fit is omitted; it is in the text below the strip. */
function Frame({ group, style, changes }: FrameProps) {
  const [object] = group;
  const { bytes, marked, place } = object;
  const name = `${groupName(group)}${place === 'linked' ? '' : ` ${place === 'held' ? 'in hand' : place.toUpperCase()}`}`;
  return (
    <div
      class={`frame ${place} ${isChanged(object, changes) ? 'changed' : ''}`}
      style={style}
      title={name}
    >
      {marked.map(([offset, length]) => (
        <span
          key={offset}
          class="marked"
          style={{ left: `${(offset / bytes) * 100}%`, width: `${(length / bytes) * 100}%` }}
        >
          <span>0xFD</span>
        </span>
      ))}
      <div class="name">
        <b>{name}</b>
      </div>
    </div>
  );
}

/** The strip in words, for screen readers. */
function saidOf(
  groups: readonly Group<MemmapState>[],
  owners: ReturnType<typeof ownersOf>,
  tail: number | null,
): string {
  const said = groups.map((group) => {
    const [object] = group;
    const held = object.marked.reduce((sum, [, length]) => sum + length, 0);
    const marks =
      held === 0
        ? 'no 0xFD'
        : held === object.bytes
          ? 'all 0xFD'
          : `0xFD in ${sizeText(held)} of ${sizeText(object.bytes)}`;
    return `${object.kind} ${groupName(group)} ${placeText(object)}, ${marks}`;
  });
  const users = owners.filter(({ isLive }) => isLive).map(({ name }) => name);
  const used = users.length === 0 ? 'unused' : `used by ${[...new Set(users)].join(' and ')}`;
  const rest = tail === null ? [] : [`unused from ${hex(tail)} on, as unused_pmd_start remembers`];
  return [...said, used, ...rest].join('; ');
}
