/** A stored counterexample is replayed in every test run. */
import { fileURLToPath } from 'node:url';
import { onRevision, readCounterexample, variant } from 'tablewalk';
import { expect, test } from 'vitest';
import 'tablewalk/vitest';

const file = fileURLToPath(new URL('lost-error-code.json', import.meta.url));
const counterexample = readCounterexample(file);

test('the kernel in which it was found still violates the claim', () => {
  expect(counterexample).not.toUphold();
});

test('the repaired kernel keeps the error code', () => {
  expect(onRevision(counterexample, variant('linux-5.10', { keepsErrorCode: true }))).toUphold();
});
