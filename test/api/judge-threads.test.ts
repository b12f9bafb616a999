/** Counterexamples with threads, judged through the API along their schedules. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { operationSequences } from '../../src/api/fast-check.ts';
import { judge, onRevision, readCounterexample, scope } from '../../src/api/index.ts';
import { messageOf } from '../support/input-error.ts';

const corpus = new URL('../../corpus/', import.meta.url).pathname;
const read = (name: string) => readCounterexample(`${corpus}${name}`);
const dumper = 'F22-dumper-meets-dcss--linux-5.10.json';

describe('judge', () => {
  // F21 has 14 files, F22 four and F24 one.
  const names = readdirSync(corpus).filter((name) => /^F(21|22|24)-.*\.json$/.test(name));

  test('there are 19 files with threads', () => {
    expect(names).toHaveLength(19);
  });

  test.each(names)('%s is violated, as in replay', (name) => {
    const file = read(name);
    const { verdict, counterexample, text } = judge(file);
    expect(verdict).toBe('violated');
    expect(counterexample).toMatchObject({ turns: file.turns, expected: file.expected });
    expect(text).toContain(`${file.request.revision} violates ${file.invariant}`);
  });

  test('a claim that the file does not violate is undecided if the kernel crashes', () => {
    const { verdict, text } = judge(read(dumper), 'writes-under-mutex');
    expect(verdict).toBe('undecided');
    expect(text).toContain('the kernel crashes in');
  });

  test('turns that another revision cannot take are undecided', () => {
    const file = read('F21-no-mutex-overwritten--v1-4+freesEmptyTables.json');
    const { verdict, text } = judge(onRevision(file, 'linux-5.10'));
    expect(verdict).toBe('undecided');
    expect(text.replaceAll('\n', ' ')).toContain('thread 2 waits for vmem_mutex');
  });

  test('an error without turns', () => {
    const { request, operations } = read(dumper);
    const message =
      'the request has threads and the sequence has no turns; judge takes the counterexample itself';
    expect(messageOf(() => judge({ request, operations }, 'freed-once'))).toBe(message);
  });
});

test('the arbitrary refuses scopes with threads', () => {
  expect(messageOf(() => operationSequences(scope('threads')))).toBe(
    'the scope has threads; operationSequences generates sequences of one thread',
  );
});
