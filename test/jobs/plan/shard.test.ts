/** Every job belongs to exactly one shard, on every machine. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobsOfShard, shardOf } from '../../../src/jobs/plan/shard.ts';

const job = (states: number, id: number) => ({ id, cost: { states, isExact: true } });

test('each job is in one shard, in the order of the plan', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e6), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (costs, count) => {
        const jobs = costs.map(job);
        const shards = Array.from({ length: count }, (_, at) =>
          jobsOfShard(jobs, { index: at + 1, count }),
        );
        for (const shard of shards) {
          expect(shard).toEqual(jobs.filter((one) => shard.includes(one)));
        }
        expect(shards.flat().sort((a, b) => a.id - b.id)).toEqual(jobs);
      },
    ),
  );
});

test('an expensive job gets a shard for itself', () => {
  const jobs = [1, 1, 100, 1].map(job);
  const ids = (index: number) => jobsOfShard(jobs, { index, count: 2 }).map(({ id }) => id);
  expect([ids(1), ids(2)]).toEqual([[2], [0, 1, 3]]);
});

test('jobs without a cost are divided as well', () => {
  const jobs = [0, 0, 0, 0].map(job);
  expect(jobsOfShard(jobs, { index: 2, count: 2 }).map(({ id }) => id)).toEqual([1, 3]);
});

test.each(['0/8', '9/8', '3', '3/', '/8', '3/0', '-1/8', '1/10001', 'x/y', '3/8/9', ''])(
  '--shard "%s" is refused',
  (text) => {
    expect(() => shardOf('--shard', text)).toThrow(
      `--shard is ${JSON.stringify(text)}; it must be a part and the number of parts, from 1/1 to 10000/10000: 3/8`,
    );
  },
);

test('3/8 is the third of eight', () => {
  expect(shardOf('--shard', '3/8')).toEqual({ index: 3, count: 8 });
});
