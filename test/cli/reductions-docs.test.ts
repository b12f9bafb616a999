/** docs/REDUCTIONS.md tells numbers of states: those that take no minute are counted again. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

const text = readFileSync('docs/REDUCTIONS.md', 'utf8');
const besideDcss = '--sections 2,3,4 --no-online --fresh zero --threads hotplug,dcss';
const equals = '--struct-page 64 --fresh zero --fail-allocs 0 --sections 2,3,4 --merge reads';
const three = 'hotplug-unlocked,hotplug-unlocked,hotplug-unlocked';
const alone = '--dcss 0x70000-0x71000 --sections 2,3';

test.each([
  ['87,458', `${besideDcss} --merge none`],
  ['43,386', `${besideDcss} --merge reads`],
  ['1,936', `${besideDcss} --merge sections`],
  ['19,976', `${besideDcss} --merge sections --locks all`],
  ['10,881', `${equals} --symmetry none --threads ${three}`],
  ['2,145', `${equals} --symmetry threads --threads ${three}`],
  ['77,457', `${alone} --grain micro`],
  ['1,238', `${alone} --grain rest`],
  ['10,174', '--preset any --memmap-pages 4 --fresh recycled --pools each'],
  ['10,174', '--preset any --memmap-pages 4 --fresh recycled --pools sets'],
  ['33,217', '--sections 2,3 --identity names'],
  ['619', '--sections 2,3 --identity position'],
  ['5,477', '--sections 2,3 --no-online --identity names'],
  ['296', '--sections 2,3 --no-online'],
  ['5,356', '--sections 2,3 --fail-allocs 0 --identity names'],
  ['160', '--sections 2,3 --fail-allocs 0'],
  ['414', '--sections 2,3 --fresh zero --identity names'],
  ['84', '--sections 2,3 --fresh zero'],
  ['36,024', '--preset threads --merge none'],
  ['17,365', '--preset threads --merge reads'],
  ['2,838', '--preset threads --merge none --preemptions 0'],
])('%s states: %s', async (states, flags) => {
  const argv = `check --geometry tiny3 ${flags} --search dfs --invariants no-deadlock`.split(' ');
  const { stdout } = await cli([...argv, '--no-files', '--quiet']);
  expect(stdout).toContain(`\n${states} states, `);
  expect(text).toContain(states);
});
