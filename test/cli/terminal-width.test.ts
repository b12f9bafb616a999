/** Lines are as wide as the terminal, from 60 to 100 columns; 72 without a terminal. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

const file = 'corpus/F02-mark-left-out-recycled--linux-5.10.json';

async function longest(argv: readonly string[], columns?: number, isTTY = true): Promise<number> {
  const options = columns === undefined ? {} : { columns };
  const { stdout } = await cli([...argv, '--color', 'never'], { isTTY, ...options });
  return longestLine(stdout);
}

/** The longest line, ignoring commands, which are wrapped before options only. */
function longestLine(text: string): number {
  const lines = text.split('\n').filter((line) => !/^ +tablewalk|^ {4}--/.test(line));
  return Math.max(...lines.map((line) => line.length));
}

describe.each([
  ['list presets', ['list', 'presets']],
  ['show', ['show', file]],
  ['check', ['check', '--no-files', '--quiet', '--fail-allocs', '0', '--geometry', 'tiny3']],
])('%s', (_name, argv) => {
  test.each([
    [60, 60],
    [40, 60],
    [84, 84],
    [100, 100],
    [200, 100],
  ])('a terminal of %i columns: at most %i', async (columns, most) => {
    const length = await longest(argv, columns);
    expect(length).toBeLessThanOrEqual(most);
    expect(length).toBeGreaterThan(most - 12);
  });

  test('no terminal, or one of unknown width: 72', async () => {
    const text = (await cli([...argv, '--color', 'never'])).stdout;
    const options = { isTTY: true };
    expect((await cli([...argv, '--color', 'never'], options)).stdout).toBe(text);
    expect(await longest(argv, 100, false)).toBeLessThanOrEqual(72);
  });
});

test('a mail has 72 columns on every terminal', async () => {
  const mail = await cli(['show', file, '--format', 'mail']);
  const wide = await cli(['show', file, '--format', 'mail'], { isTTY: true, columns: 100 });
  expect(wide.stdout).toBe(mail.stdout);
});

test('help has 80 columns, or more on a wider terminal', async () => {
  const lengths = await Promise.all(
    [{}, { isTTY: true, columns: 100 }, { isTTY: true, columns: 66 }].map(async (options) => {
      const { stdout } = await cli(['check', '--help'], options);
      return longestLine(stdout);
    }),
  );
  expect(lengths.map((length, index) => length <= [80, 100, 80][index])).toEqual([
    true,
    true,
    true,
  ]);
});
