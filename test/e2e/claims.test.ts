/** tablewalk claims as a process: the document that quotes its output quotes it as it is. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { filesBelow } from '../tidy/files.ts';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));

test('every claim has its answer, and docs/CLAIMS.md has the output', () => {
  const argv = [main, 'claims', '--quiet', '--color', 'never'];
  const output = execFileSync(process.execPath, argv, { encoding: 'utf8' });
  const [document] = filesBelow('docs', 'CLAIMS.md');
  expect(document.text).toContain(`\`\`\`\n${output}\`\`\`\n`);
}, 600_000);
