/** A state of vmem.c as variables of the Informal Trace Format. */
import type { ItfPair, ItfValue, SubjectItf } from '../../../subject/trace.ts';
import type { AddressRange, MemmapState, StepState, TableState } from './step-state.ts';

/**
 * Addresses are `{"#bigint": "..."}`, because they may exceed what a JSON number holds; counts, offsets and
 * lengths are plain numbers. An absent value is 0 or an empty text, because the format has no null.
 */
export const vmemItf: SubjectItf<StepState> = {
  types: {
    entries: '<<Str, Int, Int>> -> { class: Str, target: Str, mayBeCached: Bool, stale: Str }',
    places: 'Str -> Str',
    marks: 'Str -> Set(<<Int, Int>>)',
    tail: 'Int',
    counters: '{ pte: Int, pmd: Int, pud: Int }',
    mutex: 'Int',
    live: '{ identity: Set(<<Int, Int>>), memmap: Set(<<Int, Int>>), initialised: Set(<<Int, Int>>) }',
  },
  maps: [
    {
      name: 'entries',
      parts: ({ tables }) => tables.filter(({ place }) => place === 'linked'),
      pairsOf: entryPairs,
    },
    {
      name: 'places',
      parts: ({ tables, memmap }) => [...tables, ...memmap],
      pairsOf: ({ name, place }: TableState | MemmapState): ItfPair[] => [[name, place]],
    },
    {
      name: 'marks',
      parts: ({ memmap }) => memmap,
      pairsOf: ({ name, marked }: MemmapState): ItfPair[] => [
        [name, { '#set': marked.map((run) => ({ '#tup': [...run] })) }],
      ],
    },
  ],
  rest: ({ tail, counters, mutex, live }) => ({
    tail: address(tail ?? '0x0'),
    counters: { ...counters },
    mutex: mutex ?? 0,
    live: {
      identity: rangeSet(live.identity),
      memmap: rangeSet(live.memmap),
      initialised: rangeSet(live.initialised),
    },
  }),
};

function address(text: string): ItfValue {
  return { '#bigint': BigInt(text).toString() };
}

function rangeSet(ranges: readonly AddressRange[]): ItfValue {
  return { '#set': ranges.map(({ start, end }) => ({ '#tup': [address(start), address(end)] })) };
}

/** <<level, start, end>> of a run of equal entries -> their target. */
function entryPairs({ level, entries }: TableState): ItfPair[] {
  return entries.map((entry) => [
    { '#tup': [level, address(entry.start), address(entry.end)] },
    {
      class: entry.class,
      target: entry.target ?? '',
      mayBeCached: entry.mayBeCached,
      stale: entry.stale ?? '',
    },
  ]);
}
