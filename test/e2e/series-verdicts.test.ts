/** Every cell of the default sweep: a change of the model or of the sweep that changes a verdict shows here. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const dist = new URL('../../dist/', import.meta.url).href;

/** A process for each contract: without vitest in between the search is twice as fast. */
const program = (contract: string): string => `
  import { runSeries } from '${dist}commands/series/run.js';
  import { seriesRevisions } from '${dist}commands/series/rows.js';
  import { seriesJson } from '${dist}commands/series/json.js';
  import { invariants } from '${dist}invariants/catalogue.js';
  import { runInThisThread } from '${dist}jobs/job-runner.js';
  const limits = { stateCountMax: Infinity, memoryBytesMax: 2 ** 30, depthMax: Infinity, elapsedMsMax: Infinity };
  const result = await runSeries(
    {
      command: '', series: 'all', revisions: seriesRevisions('all', false),
      invariants: invariants, contracts: ['${contract}'],
      limits, elapsedMsMax: Infinity, workers: 1, directory: null,
    },
    {
      runJob: runInThisThread, now: () => 0,
      signal: new AbortController().signal, onProgress: () => undefined,
    },
  );
  process.stdout.write(JSON.stringify(seriesJson(result)));
`;

interface Cell {
  readonly revision: string;
  readonly invariant: string;
  readonly contract: string;
  readonly verdict: string;
  readonly operations: number | null;
  readonly steps: number | null;
}

async function cellsUnder(contract: string): Promise<Cell[]> {
  const argv = ['--input-type=module', '--eval', program(contract)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout).cells;
}

const symbols: Readonly<Record<string, string>> = {
  holds: '.',
  undecided: '?',
  'not-applicable': '-',
};

/** One line for each contract and revision; `V3/64` is violated in 3 operations of 64 steps. */
function told(cells: readonly Cell[]): string {
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = `${cell.contract} ${cell.revision}`;
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  const lines = [...rows].map(([name, row]) => {
    const words = row.map(({ verdict, operations, steps }) =>
      verdict === 'violated' ? `V${operations}/${steps}` : symbols[verdict],
    );
    return `${name}: ${words.join(' ')}`;
  });
  const ids = new Set(cells.map(({ invariant }) => invariant));
  return `${[[...ids].join(' '), ...lines].join('\n')}\n`;
}

test('all revisions, all invariants, both contracts: the verdicts are those of series-verdicts.txt', async () => {
  const cells = (await Promise.all(['kernel', 'any'].map(cellsUnder))).flat();
  expect(cells).toHaveLength(23 * 28 * 2);
  await expect(told(cells)).toMatchFileSnapshot('../commands/series-verdicts.txt');
});
