/**
 * Finds the feature that makes Linux 5.10 report every failed allocation. Needs a built package: `npm
 * run build`.
 */
import { check, scope, variant } from 'tablewalk';

const question = { invariants: ['success-means-mapped'] };
const revisions = [
  'linux-5.10',
  variant('linux-5.10', { marksContinuedPart: true }),
  variant('linux-5.10', { keepsErrorCode: true }),
];

for (const revision of revisions) {
  const { verdict, states, violations } = await check(scope('quick', { revision }), question);
  process.stdout.write(`${revision}: ${verdict} (${states} states)\n`);
  for (const { counterexample } of violations) process.stdout.write(`  ${counterexample.text}\n`);
}
