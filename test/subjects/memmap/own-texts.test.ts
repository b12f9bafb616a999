/**
 * Our own C sources of the memmap of x86-64 and arm64, which behave like Linux 7.2: the kernel
 * sources have the same states, transitions and violations in these scopes (`docs/SOURCE.md` has the
 * command).
 */
import { expect, test } from 'vitest';
import { builtOf, type Name, type Part, searchOf } from './own-memmap.ts';

const three: Part = { sections: [1, 2, 3], failAllocs: 1 };
const parts: Part = { callers: 'sub-sections' };

const cases: readonly (readonly [Name, Part, readonly [number, number], readonly string[]])[] = [
  ['x86-64', three, [28, 135], []],
  ['x86-64', { ...three, levels: 5 }, [28, 141], []],
  ['x86-64', { ...three, structPage: 48 }, [52, 315], []],
  ['x86-64', { ...three, structPage: 56 }, [100, 614], []],
  ['x86-64', { ...three, structPage: 72 }, [125, 866], []],
  ['x86-64', parts, [1157, 8860], []],
  ['x86-64', { failAllocs: 1, altmap: [1, 2] }, [17, 88], []],
  ['x86-64', { callers: 'any', sections: [1] }, [49, 325], ['walk-stays-in-tables']],
  ['arm64', three, [27, 126], []],
  ['arm64', { ...three, levels: 3 }, [27, 123], []],
  [
    'arm64',
    { ...three, structPage: 48 },
    [96, 554],
    ['vmemmap-coverage', 'failure-is-undone', 'unused-means-unused'],
  ],
  ['arm64', { ...parts, sections: [1] }, [34, 130], []],
  [
    'arm64',
    { callers: 'any', sections: [1] },
    [115, 807],
    ['vmemmap-coverage', 'unused-means-unused'],
  ],
  ['arm64', { failAllocs: 1, altmap: [1, 2] }, [16, 76], []],
];

test.each(cases)('%s %o', (name, part, [states, transitions], broken) => {
  const found = searchOf(builtOf(name, part));
  expect({ ...found, violated: Object.keys(found.violated) }).toEqual({
    states,
    transitions,
    violated: broken,
  });
});
