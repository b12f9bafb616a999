/** Corpus files with one field changed: all commands agree on each file. */
import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

type Path = readonly string[];
interface Edit {
  readonly text: string;
  readonly apply: (document: object) => void;
}
type Container = Record<string, unknown>;

function containerAt(document: object, path: Path): Container {
  return path.reduce((at, key) => at[key] as Container, document as Container);
}

/** Each number plus and minus one, each field removed, each pair of neighbours swapped. */
function* editsOf(value: unknown, path: Path = []): Generator<Edit> {
  const name = path.join('.');
  const key = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  if (path.length > 0) {
    const leaveOut = (document: object): void => {
      const at = containerAt(document, parent);
      if (Array.isArray(at)) at.splice(Number(key), 1);
      else delete at[key];
    };
    yield { text: `${name} left out`, apply: leaveOut };
  }
  if (typeof value === 'number') {
    for (const changed of [value + 1, value - 1]) {
      const apply = (document: object): void => {
        containerAt(document, parent)[key] = changed;
      };
      yield { text: `${name} = ${changed}`, apply };
    }
  }
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  for (const child of keys) {
    yield* editsOf((value as Container)[child], [...path, child]);
  }
  for (const [at, first] of keys.slice(0, -1).entries()) {
    const second = keys[at + 1];
    const exchange = (document: object): void => {
      const container = containerAt(document, path);
      [container[first], container[second]] = [container[second], container[first]];
    };
    yield { text: `${[...path, first].join('.')} <-> ${second}`, apply: exchange };
  }
}

/**
 * The results of all commands for a file: the outcome of `replay`, and the exit codes of the others,
 * which must match it.
 */
async function answersOf(file: string): Promise<[outcome: string, exitCodes: readonly number[]]> {
  const replay = await cli(['replay', file, '--json']);
  const outcome = replay.exitCode === 2 ? 'refused' : JSON.parse(replay.stdout).results[0].outcome;
  const dir = folder.at('kept');
  const shrunk = folder.at('shrunk.json');
  const runs = [
    await cli(['show', file]),
    await cli(['show', file, '--format', 'json']),
    await cli(['explain', file]),
    await cli(['shrink', file, '--max-tries', '1', '--out', shrunk]),
    await cli(['corpus', 'add', file, '--dir', dir]),
  ];
  if (outcome === 'reproduced') {
    runs.push(await cli(['replay', shrunk, dir]));
    for (const path of [dir, shrunk]) rmSync(path, { recursive: true });
  }
  return [outcome, [replay, ...runs].map(({ exitCode }) => exitCode)];
}

/**
 * Exit codes of replay, show, show, explain, shrink, corpus add, and of replaying the files that the
 * last two wrote.
 */
const fitting: Readonly<Record<string, readonly string[]>> = {
  // One try is rarely enough to shrink, so the exit code is 3.
  reproduced: ['0 0 0 0 0 0 0', '0 0 0 0 3 0 0'],
  fixed: ['5 5 5 5 5 2'],
  different: ['5 5 5 5 5 2'],
  refused: ['2 2 2 2 2 2'],
};

interface Outcomes {
  readonly reproduced: number;
  readonly different: number;
  readonly refused: number;
  readonly fixed: readonly string[];
}

// The numbers depend on the fields of each file; what matters is which edits end the violation, and
// how.
const stories: readonly [name: string, outcomes: Outcomes][] = [
  [
    'F01-lost-error-code--linux-5.10',
    {
      reproduced: 26,
      different: 8,
      refused: 61,
      // Either no allocation fails, or a different one fails and its error is reported.
      fixed: [
        'operations.0.failed left out',
        'operations.0.failed.0 left out',
        'operations.0.failed.0 = 4',
        'operations.0.failed.0 = 2',
      ],
    },
  ],
  [
    'F02-mark-left-out-recycled--linux-5.10',
    {
      reproduced: 38,
      different: 31,
      refused: 90,
      // The fresh block contains no 0xFD, or has no remaining user.
      fixed: [
        'operations.2.contents left out',
        'operations.2.contents.0 left out',
        'operations.4.sections.0 = 3',
        'operations.3 <-> 4',
      ],
    },
  ],
  [
    'F07-stale-tail-write--linux-5.10',
    {
      reproduced: 32,
      different: 21,
      refused: 73,
      fixed: ['operations.0 <-> 1', 'operations.1 <-> 2'],
    },
  ],
  [
    'F24-page-frame-walker--linux-5.10',
    {
      reproduced: 42,
      different: 48,
      refused: 98,
      // The walker runs before the section is removed; with `turns.2.1 = 5`, one step too early.
      fixed: [
        'turns.1 left out',
        'turns.1.0 = 1',
        'turns.1.1 = 0',
        'turns.1.0 <-> 1',
        'turns.2.1 = 5',
        'turns.2 <-> 3',
      ],
    },
  ],
  ['F25-lock-order--linux-5.10', { reproduced: 39, different: 16, refused: 83, fixed: [] }],
];

test.each(stories)('%s', async (name, outcomes) => {
  const text = readFileSync(`corpus/${name}.json`, 'utf8');
  const counts = { reproduced: 0, different: 0, refused: 0 };
  const fixed: string[] = [];
  const misfits: string[] = [];
  for (const edit of editsOf(JSON.parse(text))) {
    const document = JSON.parse(text);
    edit.apply(document);
    const file = folder.write('edited.json', JSON.stringify(document));
    const [outcome, exitCodes] = await answersOf(file);
    if (outcome === 'fixed') fixed.push(edit.text);
    else counts[outcome as keyof typeof counts]++;
    const codes = exitCodes.join(' ');
    if (!fitting[outcome].includes(codes)) misfits.push(`${edit.text}: ${outcome}, ${codes}`);
  }
  expect(misfits).toEqual([]);
  expect({ ...counts, fixed }).toEqual(outcomes);
});
