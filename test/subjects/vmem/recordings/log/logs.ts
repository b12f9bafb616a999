/** Recorder logs for the tests: real logs of a running 5.10, and hand-made lines. */
import { readFileSync } from 'node:fs';
import type { ConvertedLog } from '../../../../../src/subjects/vmem/recordings/log/log-converter.ts';
import { convertLog } from '../../../../../src/subjects/vmem/recordings/log/log-converter.ts';
import { replayTrace } from '../../../../../src/subjects/vmem/recordings/replay.ts';

const here = (name: string): string => new URL(name, import.meta.url).pathname;

/** Three pages mapped, unmapped, mapped with a failure, and two pages of memmap, without EDAT1. */
export const pagesLog = readFileSync(here('pages.log'), 'utf8');
/** The same plan, recorded by the guest module, with EDAT1. */
export const statesLog = readFileSync(here('states.log'), 'utf8');

/**
 * The recording of a performed counterexample of F01: the memmap of section 1170 needs two tables;
 * EDAT1.
 */
export const f01Log = readFileSync(here('f01.log'), 'utf8');

export interface Conversion {
  readonly converted: ConvertedLog;
  readonly lines: readonly string[];
}

/** Converts a log that arrives in chunks of N bytes. */
export function convert(text: string, pieceBytes = 100, revision?: string): Conversion {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const converted = convertLog(pieces, {
    file: 'x.log',
    name: 'x',
    ...(revision === undefined ? {} : { revision }),
    write: (line) => lines.push(line),
  });
  return { converted, lines };
}

/** Replays the recording. Returns the mismatch, if any. */
export function mismatchOf({ lines }: Conversion): string | null {
  const replay = replayTrace('x.jsonl', lines);
  if (replay.kind === 'skipped') return replay.reason;
  return replay.mismatch && `${replay.mismatch.operation.index} ${replay.mismatch.field}`;
}

/** The first lines of a log: a machine with EDAT1, one gigabyte of boot memory. */
export const machineLines = [
  'tablewalk-log 1 writes',
  'I kernel 5.10.262',
  'I structPage 38',
  'I section 10000000',
  'I vmemmap 3d280000000',
  'I vmalloc 3e000000000',
  'I edat1 1',
  'I edat2 0',
  'I nx 1',
  'I debugPagealloc 0',
  'I kasan 0',
];

const variables = (unused: string) => [
  'V root 484000 3fff4007',
  `V unused 48b0e8 ${unused}`,
  'V count0 48b0f8 0',
  'V count1 48b100 0',
  'V count2 48b108 0',
];
const boot = ['S 484000 3', 'P 1 0 400 d', 'P 1 3d280000000 e m'];

/** A call, its lines, and the tables after it. */
export function callLines(
  call: string,
  within: readonly string[],
  after: {
    readonly unused?: string;
    readonly leaves?: readonly string[];
    readonly result?: string;
  },
): string[] {
  const [name] = call.split(' ');
  return [
    ...variables('0'),
    ...boot,
    `C ${call} 0 0`,
    ...within,
    ...variables(after.unused ?? '0'),
    ...boot,
    ...(after.leaves ?? []),
    `R ${name} ${after.result ?? '0'}`,
  ];
}
