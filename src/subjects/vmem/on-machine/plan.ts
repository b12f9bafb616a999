/** The operations to perform on a running kernel, from a file or from a seed. */
import seedrandom from 'seedrandom';
import { z } from 'zod';
import { parseJson } from '../../../input/parse-json.ts';
import { readWithSchema } from '../../../input/read-with-schema.ts';
import { must } from '../../../input/schema-rules.ts';
import { hex } from '../../../text/hex.ts';

const wholeCount = z.int(must('a whole number')).min(0, must('a whole number'));
const positive = z.int(must('a whole number from 1')).min(1, must('a whole number from 1'));
const addressRule = must('a hexadecimal address such as "0x2500000000"');
const address = z.string(addressRule).regex(/^0x[0-9a-f]{1,13}$/, addressRule);

const chances = {
  /** Failing allocation attempts, counted over the whole operation. */
  failed: z.array(positive, must('a list of allocation attempts')).default([]),
  contents: z
    .array(
      z.strictObject({ attempt: positive, marked: z.array(z.tuple([wholeCount, positive])) }),
      must('a list of { attempt, marked }'),
    )
    .default([]),
};
const sections = z
  .array(wholeCount, must('a list of section numbers'))
  .min(1, must('a list of at least one section'));

const operation = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.enum(['add', 'online', 'remove']), sections, ...chances }),
    z.strictObject({
      op: z.enum(['load', 'unload', 'map', 'unmap', 'populate', 'free']),
      start: address,
      end: address,
      ...chances,
    }),
    z.strictObject({ op: z.literal('plug'), sections: wholeCount }),
  ],
  must(
    'add, online, remove (with sections), load, unload, map, unmap, populate, free (with start and end) or plug',
  ),
);

const plan = z.strictObject(
  {
    schema: z.literal('tablewalk/plan/1', must('"tablewalk/plan/1"')),
    operations: z
      .array(operation, must('a list of operations'))
      .min(1, must('at least one operation')),
  },
  must('an object: the plan'),
);

export type PlannedOperation = Readonly<z.output<typeof operation>>;

export function parsePlan(file: string, text: string): readonly PlannedOperation[] {
  return readWithSchema(plan, file, parseJson(file, text)).operations;
}

export interface WalkOptions {
  readonly seed: number;
  readonly operations: number;
  /** The sections that may be added and removed. */
  readonly sections: readonly number[];
  /** First address of ranges that are mapped without memmap, as a DCSS is. */
  readonly mapFrom: number;
  /** True if blocks of memory are plugged from outside, where failures cannot be injected. */
  readonly isVirtioMem: boolean;
}

const failureChance = 0.35;
const failedMax = 9;
const pageCounts = [1, 3, 256, 257, 511, 512, 600, 1024] as const;
const starts = [0, 1, 255, 256, 257, 300, 512, 2047 * 256, 2048 * 256 - 1, 2048 * 256] as const;

/** A walk determined by its seed. */
export function walkOf(options: WalkOptions): PlannedOperation[] {
  const random = seedrandom(String(options.seed));
  const below = (n: number): number => Math.floor(random() * n);
  if (options.isVirtioMem) {
    const max = options.sections.length + 1;
    return Array.from({ length: options.operations }, () => ({ op: 'plug', sections: below(max) }));
  }
  const live = new Set<number>();
  const mapped: { start: string; end: string }[] = [];
  const chance = () => ({
    failed: random() < failureChance ? [1 + below(failedMax)] : [],
    contents: [],
  });
  const none = { failed: [], contents: [] };
  return Array.from({ length: options.operations }, (): PlannedOperation => {
    const choice = random();
    const absent = options.sections.filter((section) => !live.has(section));
    if (absent.length > 0 && (choice < 0.45 || (live.size === 0 && choice < 0.7))) {
      const section = absent[below(absent.length)];
      live.add(section);
      return { op: 'add', sections: [section], ...chance() };
    }
    if (choice < 0.75 && live.size > 0) {
      const section = [...live].sort((a, b) => a - b)[below(live.size)];
      live.delete(section);
      return { op: 'remove', sections: [section], ...none };
    }
    if (choice < 0.9 || mapped.length === 0) {
      const start = options.mapFrom + starts[below(starts.length)] * 4096;
      const end = start + pageCounts[below(pageCounts.length)] * 4096;
      const range = { start: hex(start), end: hex(end) };
      mapped.push(range);
      return { op: 'map', ...range, ...chance() };
    }
    const [range] = mapped.splice(below(mapped.length), 1);
    return { op: 'unmap', ...range, ...none };
  });
}

/** The operation in the syntax of the guest module. */
export function moduleCommands(planned: PlannedOperation, sectionBytes: number): string[] {
  if (planned.op === 'plug' || planned.op === 'online') return [];
  const hex = (n: number): string => n.toString(16);
  const { op, failed, contents } = planned;
  const chances = [
    'reset',
    ...failed.map((attempt) => `fail ${hex(attempt)}`),
    ...contents.flatMap(({ attempt, marked }) =>
      marked.map(([offset, bytes]) => `fill ${hex(attempt)} ${hex(offset)} ${hex(bytes)}`),
    ),
  ];
  if ('sections' in planned) {
    const [first] = planned.sections;
    const bytes = planned.sections.length * sectionBytes;
    return [...chances, `${op} ${hex(first * sectionBytes)} ${hex(bytes)}`];
  }
  const start = Number(planned.start);
  const end = Number(planned.end);
  const word = { load: 'map', unload: 'unmap' }[op as string] ?? op;
  const second = word === 'map' || word === 'unmap' ? end - start : end;
  return [...chances, `${word} ${hex(start)} ${hex(second)}`];
}

/** The operation in one line, for comments in the log and for messages. */
export function plannedText(planned: PlannedOperation): string {
  if (planned.op === 'plug') return `plug ${planned.sections} sections`;
  const what =
    'sections' in planned ? planned.sections.join(' ') : `${planned.start} ${planned.end}`;
  const failed =
    planned.failed.length > 0 ? ` (allocation ${planned.failed.join(', ')} fails)` : '';
  return `${planned.op} ${what}${failed}`;
}
