/**
 * Ghost state: what the callers believe, regardless of the tables: live identity, live and
 * initialised memmap.
 */
import type { Area, Condition } from '../environment/scope.ts';
import { CallKind } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { RangeSet } from '../machine/range-set.ts';

/** True for the calls that map something. */
export function isMapping(kind: CallKind): boolean {
  return kind === CallKind.populate || kind === CallKind.add || kind === CallKind.addAtBoot;
}

/** The area whose addresses a call maps or unmaps. */
function areaOf(kind: CallKind): 'identity' | 'memmap' {
  return kind === CallKind.populate || kind === CallKind.free ? 'memmap' : 'identity';
}

/** A range that was live before a call that ends it. */
export interface LiveRange {
  readonly area: Area;
  readonly range: Range;
}

export class Ghost {
  readonly live: Readonly<Record<Area, RangeSet>>;

  constructor(live?: Readonly<Record<Area, RangeSet>>) {
    this.live = live ?? {
      identity: new RangeSet(),
      memmap: new RangeSet(),
      initialised: new RangeSet(),
    };
  }

  clone(): Ghost {
    const { identity, memmap, initialised } = this.live;
    return new Ghost({
      identity: identity.clone(),
      memmap: memmap.clone(),
      initialised: initialised.clone(),
    });
  }

  /** Ends the life of the range of a free or a remove at its call; returns the previous state. */
  beginCall(kind: CallKind, range: Range): LiveRange[] {
    if (isMapping(kind)) return [];
    const areas: Area[] = kind === CallKind.free ? ['memmap', 'initialised'] : ['identity'];
    const ended = areas.flatMap((area) =>
      this.live[area].within(range.start, range.end).map((live) => ({ area, range: live })),
    );
    for (const area of areas) this.live[area].remove(range.start, range.end);
    return ended;
  }

  /** Undoes this for a call that rejected its range. */
  refused(ended: readonly LiveRange[]): void {
    for (const { area, range } of ended) this.live[area].add(range.start, range.end);
  }

  /** Records the range of a successful call; a failed call changes nothing. */
  endCall(kind: CallKind, range: Range, result: number): void {
    if (result === 0 && isMapping(kind)) this.live[areaOf(kind)].add(range.start, range.end);
  }

  coreWrote(range: Range): void {
    this.live.initialised.add(range.start, range.end);
  }

  conditionHolds(condition: Condition): boolean {
    const { start, end } = condition.range;
    const area = this.live[condition.area];
    return condition.live ? area.covers(start, end) : !area.intersects(start, end);
  }

  /** True if a page of [start, end) outside `except` is live memmap. */
  hasLiveMemmap(start: number, end: number, except: Range): boolean {
    const { memmap } = this.live;
    return (
      memmap.intersects(start, Math.min(end, except.start)) ||
      memmap.intersects(Math.max(start, except.end), end)
    );
  }

  /** True if part of [start, end) is live memmap whose struct pages were initialised. */
  hasInitialisedMemmap(start: number, end: number): boolean {
    return this.live.initialised
      .ranges()
      .some((range) =>
        this.live.memmap.intersects(Math.max(start, range.start), Math.min(end, range.end)),
      );
  }
}
