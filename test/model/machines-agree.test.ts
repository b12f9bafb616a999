/**
 * Two machines that share programs and facts, and nothing else: the vector machine, which searches
 * use, and the reference machine, which is held against recordings of the real code. They agree.
 */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { revisionNames } from '../../src/model/kernel/revisions.ts';
import { mutantIds } from '../../src/model/mutation/catalogue.ts';
import { ReferenceSystem } from '../../src/model/reference/reference-system.ts';
import { createMemorySystem } from '../../src/model/vector/memory-system.ts';
import { disagreement } from './lockstep.ts';
import { anyCallers, scopeOf, searchAll, type World } from './scopes.ts';

type Found = ReturnType<typeof searchAll>;

/** All that a search answers but where the states are kept. */
function told({ end, violations, ...counts }: Found) {
  const { stateCount, transitionCount, stepCount, depth, judgedCounts, goalsReached } = counts;
  const broken = violations.map(
    (v) => `${v.invariant.id} ${v.depth}/${v.steps}, ${v.count} times`,
  );
  return { end, stateCount, transitionCount, stepCount, depth, judgedCounts, goalsReached, broken };
}

const both = (over: Partial<World>) => ({
  vector: told(searchAll(createMemorySystem(scopeOf(over)))),
  reference: told(searchAll(new ReferenceSystem(scopeOf(over)))),
});

const recycled: Partial<World> = { fresh: 'recycled', online: true };

const scopes: Readonly<Record<string, Partial<World>>> = {
  'two sections, one failure, recycled memory': { ...recycled, failAllocs: 1 },
  'five levels': { geometry: 'tiny5', failAllocs: 1 },
  'four levels, memory full of 0xFD, EDAT1 only': {
    geometry: 'tiny4',
    fresh: 'unused',
    edat2: false,
    structPage: 56,
    online: true,
  },
  'pages only, one failure': { edat1: false, edat2: false, blocks: [[2]], failAllocs: 1 },
  'KASAN': { kasan: true, blocks: [[1], [2]], failAllocs: 1 },
  'vmalloc near, and a DCSS': {
    vmalloc: 'near',
    dcss: { start: 0x40000, end: 0x45000 },
    blocks: [[2]],
    failAllocs: 1,
  },
  'any memmap ranges': { ...anyCallers, memmapPages: 5, online: true },
};

describe.each(Object.entries(scopes))('%s', (_name, over) => {
  test.each(revisionNames)('%s', (revision) => {
    const { vector, reference } = both({ ...over, revision });
    expect(vector.end).toEqual({ kind: 'exhausted' });
    expect(vector).toEqual(reference);
  });
});

describe('any identity ranges', () => {
  const over: Partial<World> = { ...anyCallers, identityPages: 6, identityFirst: 2, ops: 3 };
  const exact = revisionNames.filter((revision) => !/^(base|v1-.)$/.test(revision));
  test.each(exact)('%s', (revision) => {
    const { vector, reference } = both({ ...over, revision });
    expect(vector).toEqual(reference);
  });
});
