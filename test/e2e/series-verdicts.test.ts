/**
 * One run of the default sweep: its page in the manual, and every cell with its operations and steps.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pagesWithBlocks, remadePage, seriesPage } from '../../docs-tools/pages.ts';
import { argvOf } from '../../docs-tools/program.ts';
import { inScratch } from '../../docs-tools/scratch.ts';

const page = pagesWithBlocks().find(({ path }) => path === seriesPage);

interface Sweep {
  readonly remade: string;
  readonly verdicts: string;
}

function sweepAll(): Promise<Sweep> {
  if (page === undefined) throw new Error(`${seriesPage} has no made block`);
  return inScratch(async (program, folder) => {
    const output = await program(argvOf('tablewalk series all'));
    const remade = await remadePage(page, () => Promise.resolve({ ...output, exitCode: 0 }));
    return { remade, verdicts: verdictsOf(output.stdout, join(folder, 'tablewalk-out')) };
  });
}

interface Row {
  readonly contract: string;
  readonly revision: string;
  readonly cells: Map<string, string>;
}

/** The cells of the printed matrix by column key. */
function matrixOf(output: string): Row[] {
  const rows = new Map<string, Row>();
  let contract = '';
  let keys: string[] = [];
  for (const line of output.split('\n')) {
    const [, named] = /^Contract (kernel|any):/.exec(line) ?? [];
    if (named !== undefined) contract = named;
    const [first, ...cells] = line.trim().split(/ +/);
    if (/^ {8,}[a-z]{2,4}\*?( |$)/.test(line)) keys = [first, ...cells].map(withoutStar);
    else if (/^(base|v\d-\d|linux-|mainline)\S* +\S/.test(line) && cells.length === keys.length) {
      const name = `${contract} ${first}`;
      const row = rows.get(name) ?? { contract, revision: first, cells: new Map() };
      for (const [at, cell] of cells.entries()) row.cells.set(keys[at], cell);
      rows.set(name, row);
    }
  }
  return [...rows.values()];
}

function withoutStar(key: string): string {
  return key.replace('*', '');
}

/** One line for each contract and revision; `V3/64` is violated in 3 operations of 64 steps. */
function verdictsOf(output: string, written: string): string {
  const legend = [...output.matchAll(/^ {2}([a-z]{2,4})\*? +([a-z]+(?:-[a-z]+)+)$/gm)];
  const ids = new Map(legend.map(([, key, id]) => [key, id]));
  const lines = matrixOf(output).map(({ contract, revision, cells }) => {
    const words = [...cells].map(([key, cell]) => {
      if (!/^[Vv]\d/.test(cell)) return cell;
      const path = join(written, 'series', contract, `${revision}--${ids.get(key)}.json`);
      const { operations, expected } = JSON.parse(readFileSync(path, 'utf8'));
      expect(`${operations.length}`).toBe(/\d+/.exec(cell)?.[0]);
      return `V${operations.length}/${expected.steps}`;
    });
    return `${contract} ${revision}: ${words.join(' ')}`;
  });
  return `${[[...ids.values()].join(' '), ...lines].join('\n')}\n`;
}

test('all revisions, all invariants, both contracts: the page and the verdicts match the stored ones', async () => {
  const { remade, verdicts } = await sweepAll();
  await expect(verdicts).toMatchFileSnapshot('../commands/series-verdicts.txt');
  expect(remade).toBe(page?.text);
});
