/**
 * A source with a helper in a second file that splits a large leaf: the new table is filled before it
 * is linked.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { editedText, readText } from '../scenarios/text-twins.ts';
import { anyCallers, scopeOf, searchAll, type World } from '../subjects/vmem/scopes.ts';

const helpers = readFileSync('test/c/own-split.c', 'utf8');

const removal = `			if (!job.plug && next - at == PUD_SIZE) {
				pud_clear(pud);
				leaves++;
			}
			continue;
`;
const splitting = `			if (job.plug)
				continue;
			if (next - at == PUD_SIZE) {
				pud_clear(pud);
				leaves++;
				continue;
			}
			break_up(pud, at);
`;
const text = editedText(removal, splitting);

/** A leaf of four segments, with a boundary between the first two. */
const partLeaf: Partial<World> = { ...anyCallers, identityPoints: [16, 20, 32] };

async function violated(world: Partial<World>, edited = helpers): Promise<string[]> {
  const revision = await readText(text, { further: edited });
  const { violations } = searchAll(createMemorySystem(scopeOf({ ...world, revision })));
  return violations.map(({ invariant }) => invariant.id);
}

test.each([0, 1])(
  'behaves like the hand-written programs, with %i failures',
  async (failAllocs) => {
    const found = [await readText(text, { further: helpers }), 'linux-5.10+splitsLargeLeaves'].map(
      (revision) => {
        const system = createMemorySystem(scopeOf({ ...partLeaf, failAllocs, revision }));
        const { stateCount, transitionCount, violations } = searchAll(system);
        const claims = violations.map(({ invariant, steps }) => `${invariant.id} ${steps}`);
        return { stateCount, transitionCount, claims };
      },
    );
    expect(found[0]).toEqual(found[1]);
    expect(found[0].stateCount).toBe(5);
  },
);

test.each([
  ['the test of a bit is the wrong way', 'NOEXEC) == 0)', 'NOEXEC) != 0)', ['entries-well-formed']],
  ['the entry has no type', '__pa(first) | _REGION3_ENTRY', '__pa(first)', ['entries-well-formed']],
  ['segments are out of step', 'to += PMD_SIZE', 'to += PAGE_SIZE', ['entries-well-formed']],
  [
    'one segment too many',
    'left = PTRS_PER_PMD',
    'left = PTRS_PER_PMD + 1',
    ['no-undefined-behaviour'],
  ],
  ['the wrong type of table', 'CRDTE_DTT_REGION3', 'CRDTE_DTT_SEGMENT', ['entries-well-formed']],
  [
    'the old leaf is still counted',
    '	update_page_count(PG_DIRECT_MAP_2G, -1);\n',
    '',
    ['direct-map-counters'],
  ],
])('%s', async (_name, from, to, claims) => {
  expect(helpers).toContain(from);
  const added = await violated(partLeaf, helpers.replace(from, to));
  expect(added.filter((id) => !before.includes(id))).toEqual(claims);
});

const before = await violated(partLeaf);
