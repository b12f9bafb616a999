/** Selects one table to draw per position: among several, the one that the steps change. */
import type { StepState, TableState } from '../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { stateAt } from '../positions.ts';
import { placeKey, type TablePlace, type TreeLayout } from './tree-layout.ts';

export interface Drawn {
  readonly place: TablePlace;
  readonly table: TableState;
  /** The number of tables at its position, including itself. */
  readonly sharing: number;
}

/** In pre-order, which is the order of the outline in a narrow window. */
export function drawnTables(layout: TreeLayout, trace: VmemTrace, position: number): Drawn[] {
  const shown = tablesByPlace(stateAt(trace, position));
  const places = [...layout.tables.values()].filter(({ key }) => shown.has(key));
  const crowds = crowdsOf(places);
  const chosen = new Map<string, TablePlace>();
  for (const [above, crowd] of crowds) {
    // Tables below an undrawn table are not drawn.
    if (!isHidden(layout.tables.get(above), layout, chosen)) {
      chosen.set(above, focusOf(crowd, layout, trace, position));
    }
  }
  return places
    .filter((place) => !isHidden(place, layout, chosen))
    .sort(inOutlineOrder)
    .flatMap((place) => {
      const table = shown.get(place.key);
      const crowd = place.isShared && place.above !== null ? crowds.get(place.above) : undefined;
      return table === undefined ? [] : [{ place, table, sharing: crowd?.length ?? 1 }];
    });
}

/** Shared positions by the key of the parent position; higher positions come first. */
function crowdsOf(places: readonly TablePlace[]): Map<string, TablePlace[]> {
  const crowds = new Map<string, TablePlace[]>();
  for (const place of [...places].sort((a, b) => a.depth - b.depth)) {
    if (!place.isShared || place.above === null) continue;
    const crowd = crowds.get(place.above);
    if (crowd === undefined) crowds.set(place.above, [place]);
    else crowd.push(place);
  }
  return crowds;
}

function isHidden(
  place: TablePlace | undefined,
  layout: TreeLayout,
  chosen: ReadonlyMap<string, TablePlace>,
): boolean {
  if (place === undefined || place.above === null) return false;
  if (place.isShared && chosen.get(place.above) !== place) return true;
  return isHidden(layout.tables.get(place.above), layout, chosen);
}

/** The table that was most recently changed alone, otherwise the first. */
function focusOf(
  crowd: readonly TablePlace[],
  layout: TreeLayout,
  trace: VmemTrace,
  position: number,
): TablePlace {
  for (let at = position; at > 0; at--) {
    const touched = changedPlaces(layout, trace, at);
    const about = crowd.filter((place) => touched.some((inner) => isWithin(inner, place)));
    if (about.length === 1) return about[0];
  }
  return crowd[0];
}

/** Unchanged parts are the same object in both states. */
function changedPlaces(layout: TreeLayout, trace: VmemTrace, position: number): TablePlace[] {
  const before = stateAt(trace, position - 1).tables;
  const after = stateAt(trace, position).tables;
  if (before === after) return [];
  const old = new Set(before);
  return after.flatMap((table) =>
    old.has(table) ? [] : (layout.tables.get(placeKey(table)) ?? []),
  );
}

function isWithin(inner: TablePlace, outer: TablePlace): boolean {
  const { start } = inner.span;
  return inner.depth >= outer.depth && outer.span.start <= start && start < outer.span.end;
}

/** The table drawn at each position: linked tables first, then tables in hand, then freed ones. */
export function tablesByPlace(state: StepState): Map<string, TableState> {
  const shown = new Map<string, TableState>();
  for (const table of state.tables) {
    const key = placeKey(table);
    if (!shown.has(key)) shown.set(key, table);
  }
  return shown;
}

function inOutlineOrder(a: TablePlace, b: TablePlace): number {
  return a.span.start - b.span.start || a.depth - b.depth;
}
