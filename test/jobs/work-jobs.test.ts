/** Independent parts of a run: the same ends by one thread and by several. */
import { expect, test } from 'vitest';
import { InputError, InputLinesError } from '../../src/errors.ts';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { runWork, type WorkControl, workKind } from '../../src/jobs/work-jobs.ts';
import { Stopped, stopIfDue } from '../../src/stop.ts';
import type { Subject } from '../../src/subject/subject.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';

/** `looks`: how often the part checks whether it must end. */
interface Toy {
  readonly name: string;
  readonly looks?: number;
  readonly refused?: string;
  readonly fails?: string;
}

const toys = workKind('toy', ({ name, looks = 0, refused, fails }: Toy) => {
  for (let look = 0; look < looks; look++) stopIfDue();
  if (refused !== undefined) throw new InputLinesError(refused.split('\n'));
  if (fails !== undefined) throw new Error(fails);
  return `${name} done`;
});

interface Options {
  readonly atOnce: number;
  readonly control?: Partial<WorkControl>;
  readonly elapsedMsMax?: number;
  readonly memoryBytesMax?: number;
  readonly subjectOf?: () => Subject;
}

/** A clock that advances by a tenth of a second at each look. */
function clock(): () => number {
  let time = 0;
  return () => (time += 100);
}

async function endsOf(parts: readonly Toy[], options: Options) {
  const { atOnce, control, elapsedMsMax = Infinity, memoryBytesMax = Infinity } = options;
  const begun: number[] = [];
  const shares: (readonly string[])[] = [];
  const runJob: JobRunner = (kind, job, hooks) => {
    const { parts } = job as { parts: readonly Toy[] };
    shares.push(parts.map(({ name }) => name));
    return runInThisThread(kind, structuredClone(job), hooks);
  };
  const ends = await runWork(
    {
      kind: toys,
      parts,
      subjectOf: options.subjectOf ?? (() => vmem),
      atOnce,
      limits: { elapsedMsMax, memoryBytesMax },
      onPart: (index) => begun.push(index),
    },
    {
      runJob,
      now: clock(),
      startedAt: undefined,
      signal: new AbortController().signal,
      isInterrupted: () => false,
      heapBytes: () => 0,
      ...control,
    },
  );
  return { ends, begun, shares };
}

const named = (count: number): Toy[] =>
  Array.from({ length: count }, (_, index) => ({ name: `part ${index}` }));

test('one thread starts no job; several take what is left after 300 ms, in shares', async () => {
  const parts = named(40);
  const alone = await endsOf(parts, { atOnce: 1 });
  expect(alone.shares).toEqual([]);
  expect(alone.ends[39]).toEqual({ kind: 'answered', answer: 'part 39 done' });
  const together = await endsOf(parts, { atOnce: 2 });
  expect(together.ends).toEqual(alone.ends);
  expect(together.begun).toEqual(alone.begun);
  // 39 parts in at most 16 shares.
  expect(together.shares.map(({ length }) => length)).toEqual(Array(13).fill(3));
  expect(together.shares.flat()).toEqual(parts.slice(1).map(({ name }) => name));
});

test('a share has at most 32 parts', async () => {
  const { shares } = await endsOf(named(1000), { atOnce: 2 });
  expect(Math.max(...shares.map(({ length }) => length))).toBe(32);
});

test('refused parts: the same message, line by line', async () => {
  const parts = named(9).map((part, at) =>
    at % 2 === 1 ? { ...part, refused: 'a:1:\n  b' } : part,
  );
  const [alone, together] = [
    await endsOf(parts, { atOnce: 1 }),
    await endsOf(parts, { atOnce: 3 }),
  ];
  expect(together.ends).toEqual(alone.ends);
  expect(together.ends[7]).toMatchObject({ kind: 'refused', error: { message: 'a:1:\n  b' } });
  expect(together.shares.length).toBeGreaterThan(1);
});

test('a part without a subject is refused', async () => {
  const subjectOf = (): Subject => {
    throw new InputError('there is no system x');
  };
  const [alone, together] = [
    await endsOf(named(9), { atOnce: 1, subjectOf }),
    await endsOf(named(9), { atOnce: 2, subjectOf }),
  ];
  expect(together.ends).toEqual(alone.ends);
  expect(together.ends.map(({ kind }) => kind)).toEqual(Array(9).fill('refused'));
});

test.each([1, 2, 3])(
  '%i threads: the first error in the order of the parts is thrown',
  async (atOnce) => {
    const parts = named(30).map((part, at) =>
      at >= 17 ? { ...part, fails: `error ${at}` } : part,
    );
    await expect(endsOf(parts, { atOnce })).rejects.toThrow('error 17');
  },
);

test('Ctrl-C: parts that were not begun have no end', async () => {
  const parts = named(9).map((part) => ({ ...part, looks: 3 }));
  let looks = 0;
  const { ends } = await endsOf(parts, {
    atOnce: 1,
    control: { isInterrupted: () => ++looks > 10 },
  });
  expect(ends.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'stopped']);
  expect(ends[2]).toEqual({ kind: 'stopped', stopped: new Stopped('interrupted', 0) });
});

test('Ctrl-C while several threads work: the parts of running shares are stopped', async () => {
  const stopping = new AbortController();
  stopping.abort();
  const { ends } = await endsOf(named(9), { atOnce: 2, control: { signal: stopping.signal } });
  expect(ends.map(({ kind }) => kind)).toEqual(['answered', ...Array(8).fill('stopped')]);
});

test('a time limit counts from the start of the run, also in other threads', async () => {
  const parts = named(9).map((part) => ({ ...part, looks: 1 }));
  const enough = await endsOf(parts, { atOnce: 2, elapsedMsMax: 9000 });
  expect(enough.shares).toHaveLength(8);
  expect(enough.ends.map(({ kind }) => kind)).toEqual(Array(9).fill('answered'));
  const little = await endsOf(parts, { atOnce: 2, elapsedMsMax: 1500 });
  expect(little.ends.at(-1)).toEqual({ kind: 'stopped', stopped: new Stopped('time', 1500) });
  const late = await endsOf(parts, { atOnce: 1, elapsedMsMax: 900, control: { startedAt: -1000 } });
  expect(late.ends).toEqual([{ kind: 'stopped', stopped: new Stopped('time', 900) }]);
});

test('a memory limit ends one part only', async () => {
  const parts = named(4).map((part, at) => ({ ...part, looks: at === 1 ? 2 : 0 }));
  const { ends } = await endsOf(parts, {
    atOnce: 1,
    memoryBytesMax: 10,
    control: { heapBytes: () => 11 },
  });
  expect(ends.map(({ kind }) => kind)).toEqual(['answered', 'stopped', 'answered', 'answered']);
});
