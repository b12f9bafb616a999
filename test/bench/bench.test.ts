/**
 * The benchmark at its smallest size: it runs and counts correctly, and a wrong count invalidates a
 * run.
 */
import { expect, test } from 'vitest';
import { type BenchCase, benchCases, findBenchCase } from '../../bench/cases.ts';
import { tellHeapUse } from '../../bench/heap.ts';
import { type Measurement, measure } from '../../bench/measure.ts';
import { median, summarise, tellRatio, tellResult } from '../../bench/summary.ts';

const quick = findBenchCase('quick') as BenchCase;

test.each(quick.engines)('the quick case is valid %s', async (engine) => {
  const run = await measure(quick, engine);
  expect(run.faults).toEqual([]);
  expect(run.states).toBe(619);
  expect(run.transitions).toBe(2463);
  expect(run.seconds).toBeGreaterThan(0);
});

test('the case from C counts the same states, and steps of its own', async () => {
  const fromOwnText = findBenchCase('c-quick') as BenchCase;
  const run = await measure(fromOwnText, 'depth-first, from C');
  expect(run.faults).toEqual([]);
  expect([run.states, run.transitions, run.steps]).toEqual([619, 2463, 81_126]);
});

test('a run with unexpected counts is void, and shows no speed', async () => {
  const wrong: BenchCase = { ...quick, expected: { ...quick.expected, states: 620 } };
  const run = await measure(wrong, 'breadth-first');
  expect(run.faults).toEqual(['619 states instead of 620']);
  const result = summarise({ name: 'quick', engine: 'breadth-first', runs: [run] });
  expect(result.valid).toBe(false);
  expect(tellResult(result, run.faults)).toBe(
    'quick, breadth-first: VOID: 619 states instead of 620',
  );
});

test('one void repeat makes the case void', async () => {
  const good = await measure(quick, 'breadth-first');
  const bad: Measurement = { ...good, faults: ['ended: limit'] };
  const result = summarise({ name: 'quick', engine: 'breadth-first', runs: [good, bad, good] });
  expect(result.valid).toBe(false);
});

test('the memory of a search includes table, links and frontier', async () => {
  const { storage } = await measure(quick, 'breadth-first');
  const {
    tableBytesPerState = 0,
    linkBytesPerState = 0,
    frontierBytesPerState = 0,
  } = storage ?? {};
  const parts = tableBytesPerState + linkBytesPerState + frontierBytesPerState;
  expect(tableBytesPerState).toBeGreaterThanOrEqual((8 * 8) / 7);
  expect(frontierBytesPerState).toBeGreaterThan(0);
  expect(parts).toBeLessThanOrEqual(storage?.bytesPerState ?? 0);
});

test('the median of an odd and of an even number of values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('the heap profile reports bytes per transition, also for code known to allocate', async () => {
  const reported = await tellHeapUse(quick, 'breadth-first');
  expect(reported).toMatch(/second run, on the same system: \d+ bytes in 2463 transitions/);
  const known = /one object of 40 bytes per iteration: ([\d.]+) bytes per iteration/.exec(
    reported,
  )?.[1];
  expect(Number(known)).toBeGreaterThan(20);
});

test('the small model is compared in pairs of valid runs', async () => {
  const run = await measure(findBenchCase('small-2-reduced') as BenchCase, 'depth-first');
  expect(run.faults).toEqual([]);
  const times = (...seconds: number[]): Measurement[] =>
    seconds.map((processSeconds) => ({
      ...run,
      seconds: processSeconds / 2,
      processSeconds,
      cpuSeconds: 2 * processSeconds,
    }));
  const ours = { name: 'small', engine: 'depth-first', runs: times(1, 2, 9) } as const;
  const spin = { name: 'small', engine: 'spin', runs: times(2, 4, 10) } as const;
  expect(tellRatio(ours, spin)).toBe(
    'small, depth-first / spin: search 0.5, process 0.5, CPU 0.5 (median of 3 pairs)',
  );
  const void1 = { ...spin, runs: spin.runs.map((one) => ({ ...one, faults: ['lost states'] })) };
  expect(tellRatio(ours, void1)).toBe(undefined);
  expect(tellRatio(ours, { ...spin, name: 'other' })).toBe(undefined);
});

test.each(['depth-first', 'depth-first, 4-byte slots', 'breadth-first'] as const)(
  'a counting system has the requested number of states: %s',
  async (engine) => {
    const { faults } = await measure(findBenchCase('growth-1e5') as BenchCase, engine);
    expect(faults).toEqual([]);
  },
);

test('every case has its own name and exact counts', () => {
  expect(new Set(benchCases.map(({ name }) => name)).size).toBe(benchCases.length);
  for (const { expected } of benchCases) {
    expect(Math.min(expected.states, expected.transitions)).toBeGreaterThan(0);
  }
});
