/** Events in kernel terms, one line each, with runs of similar steps folded into one line. */
import { placeText } from '../../../text/code-place.ts';
import { EventKind, type RecordedEvent } from '../machine/events.ts';
import type { RecordedCall } from '../plain/recorder.ts';
import { eventLineWith } from '../steps/event-words.ts';

/** A line of a story, and the events of the call that it represents: [first, last]. */
export interface NarratedStep {
  readonly text: string;
  /** The place in the C source: `vmem.c:273 try_free_pmd_table()`; absent without a C source. */
  readonly place?: string;
  readonly first: number;
  readonly last: number;
}

/** Lines that differ only in numbers have one shape. */
function shapeOf(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+|\b[tbp]\d+|\d+/g, '#');
}

const periodMax = 4;
/** Three similar steps are folded; two are not. */
const repeatsMin = 3;

/**
 * Formats the events in order. Mutex operations are omitted (every call has them) unless `kept`; no event in
 * `kept` is folded into a run, so that a story can point at it.
 */
export function narrate(
  events: readonly RecordedEvent[],
  kept: ReadonlySet<number> = new Set(),
  { places, problem }: Pick<RecordedCall, 'places' | 'problem'> = { places: [], problem: null },
): NarratedStep[] {
  const lines: NarratedStep[] = [];
  for (const [index, event] of events.entries()) {
    const isMutex = event.kind === EventKind.lock || event.kind === EventKind.unlock;
    if (isMutex && !kept.has(index)) continue;
    const place = placeText(places[index] ?? []);
    const text = eventLineWith(problem, event);
    lines.push({ text, first: index, last: index, ...placed(place) });
  }
  return foldLines(lines, kept);
}

/** Only for events with a position. */
export function placed(place: string): { readonly place?: string } {
  return place === '' ? {} : { place };
}

/** Folds runs of lines that differ only in numbers, at one place of the text; no line that begins at a `kept` step is folded. */
export function foldLines(
  lines: readonly NarratedStep[],
  kept: ReadonlySet<number>,
): NarratedStep[] {
  // A kept line is never folded.
  const shapes = lines.map(({ text, first, place = '' }) =>
    kept.has(first) ? `!${first}` : `${shapeOf(text)} ${place}`,
  );
  const folded: NarratedStep[] = [];
  let at = 0;
  while (at < lines.length) {
    const run = longestRun(shapes, at);
    if (run === undefined) {
      folded.push(lines[at++]);
      continue;
    }
    folded.push(...foldRun(lines.slice(at, at + run.period * run.repeats), run));
    at += run.period * run.repeats;
  }
  return folded;
}

interface RepeatedSteps {
  readonly period: number;
  readonly repeats: number;
}

function longestRun(shapes: readonly string[], at: number): RepeatedSteps | undefined {
  for (let period = 1; period <= periodMax; period++) {
    let matching = 0;
    while (
      at + period + matching < shapes.length &&
      shapes[at + matching] === shapes[at + period + matching]
    ) {
      matching++;
    }
    const repeats = Math.floor(matching / period) + 1;
    if (repeats >= repeatsMin) return { period, repeats };
  }
  return undefined;
}

function foldRun(
  lines: readonly NarratedStep[],
  { period, repeats }: RepeatedSteps,
): NarratedStep[] {
  const first = lines[0].first;
  const lastLine = lines[lines.length - 1];
  if (period === 1) {
    const text = `${lines[0].text} ... ${changedPart(lines[0].text, lastLine.text)} (${repeats} times)`;
    return [{ text, first, last: lastLine.last, ...placed(lines[0].place ?? '') }];
  }
  const rest = lines.slice(-period);
  return [
    ...lines.slice(0, period),
    {
      text: `... and so on, ${repeats} times, up to: ${rest.map(({ text }) => text).join('; ')}`,
      first: lines[period].first,
      last: lastLine.last,
    },
  ];
}

/** The words of the last line of a run that differ from its first. */
function changedPart(first: string, last: string): string {
  const before = first.split(' ');
  const changed = last.split(' ').filter((word, index) => word !== before[index]);
  return changed.join(' ');
}
