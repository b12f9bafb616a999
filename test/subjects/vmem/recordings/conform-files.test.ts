/** Recording files: discovery, order, and invalid files. */

import { mkdirSync, truncateSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { conformCi, conformJson, conformText } from '../../../../src/commands/conform/report.ts';
import {
  type ConformPart,
  conformanceVerdict,
  conformPaths,
} from '../../../../src/commands/conform/run.ts';
import { splitLines } from '../../../../src/files/read-lines.ts';
import { vmemRecordings } from '../../../../src/subjects/vmem/recordings/recordings.ts';
import { plain } from '../../../../src/text/paragraph.ts';
import { cli } from '../../../support/fake-io.ts';
import { folderForEachTest } from '../../../support/temporary-folder.ts';
import { addNothing, addSection, header, trace } from './recordings.ts';

const folder = folderForEachTest();

const good = `${trace(header(), addSection()).join('\n')}\n`;
const unknown = `${trace(header({ revision: 'linux-6.1' }), addSection()).join('\n')}\n`;

/** The error message without the directory of the test. */
function errorOf(paths: string[], options: Omit<ConformPart, 'file'> = {}): string {
  try {
    conformPaths(vmemRecordings, paths, options);
  } catch (error) {
    if (error instanceof Error) return folder.masked(`${error.name}: ${error.message}`);
  }
  return 'no error';
}

test('all recordings below a directory are replayed, plain or compressed, in the order of their names', async () => {
  mkdirSync(folder.at('sub'));
  folder.write('b.jsonl', good);
  folder.write('a.jsonl.gz', gzipSync(good));
  folder.write('sub/c.jsonl', trace(header(), addNothing({ ret: -12 })).join('\n'));
  folder.write('notes.txt', 'no recording');
  const {
    recordings: _,
    files,
    mismatches,
    ...counts
  } = conformPaths(vmemRecordings, [folder.path]);
  const { stderr } = await cli(['conform', folder.path]);
  expect(folder.masked(stderr)).toBe(
    ['1 of 3: DIR/a.jsonl.gz', '2 of 3: DIR/b.jsonl', '3 of 3: DIR/sub/c.jsonl']
      .map((line) => `tablewalk: ${line}\n`)
      .join(''),
  );
  expect(files).toEqual(['a.jsonl.gz', 'b.jsonl', 'sub/c.jsonl'].map((name) => folder.at(name)));
  const none = { skipped: [], empty: [], statesOnly: [], unreadable: [], stopped: null };
  expect(counts).toEqual({ traces: 3, operations: 3, events: 18, ...none });
  expect(mismatches.map(({ field }) => field)).toEqual(['ret']);
});

test('a recording with only a header is rejected', () => {
  const bare = folder.write('bare.jsonl', `${trace(header()).join('\n')}\n`);
  const error = 'no operations: the recording contains only a header';
  expect(errorOf([bare])).toBe(`InputError: DIR/bare.jsonl: ${error}`);
  const { traces, unreadable } = conformPaths(vmemRecordings, [
    folder.write('b.jsonl', good),
    bare,
  ]);
  expect([traces, unreadable]).toEqual([1, [{ file: bare, error }]]);
});

const reset = { op: 'reset' };
const { failAt: _, size: __, ...rest } = addNothing();
/** Operations of the core, not of the recorded kernel code. */
const emptyWrite = {
  ...{ ...rest, op: 'memmap_write', end: '0x10000', byte: 0, events: [], ret: null },
};

test('a recording without a kernel call is undecided, because no code was compared', () => {
  const resets = folder.write('a.jsonl', trace(header(), reset, reset, reset).join('\n'));
  const writes = folder.write('b.jsonl', trace(header(), emptyWrite, reset).join('\n'));
  const one = conformPaths(vmemRecordings, [resets, writes, folder.write('c.jsonl', good)]);
  expect(one).toMatchObject({ traces: 3, operations: 6, events: 8, mismatches: [] });
  expect(one.empty).toEqual([resets, writes]);
  expect(conformanceVerdict(one)).toBe('undecided');
  const reason = 'nothing was compared: no operation of the recording calls a kernel function';
  expect(folder.masked(conformText(one, plain)).replaceAll('\n  ', ' ').split('\n')).toEqual([
    `undecided: DIR/a.jsonl: ${reason}`,
    `undecided: DIR/b.jsonl: ${reason}`,
    'UNDECIDED: nothing was compared in 2 of 3 recordings: 3 recordings, 6 operations, 8 events',
  ]);
  expect(conformCi('1', one).cases.map(({ status }) => status)).toEqual([
    'error',
    'error',
    'passed',
  ]);
  expect(conformJson(one)).toMatchObject({
    verdict: 'undecided',
    nothingCompared: [resets, writes],
  });
});

test('a mismatch decides, even if another recording was not compared', () => {
  const resets = folder.write('a.jsonl', trace(header(), reset).join('\n'));
  const lines = trace(header(), reset, addNothing({ ret: -12 }));
  const result = conformPaths(vmemRecordings, [resets, folder.write('b.jsonl', lines.join('\n'))]);
  expect(conformanceVerdict(result)).toBe('differs');
  expect(result.empty).toEqual([resets]);
});

test('only skipped recordings is also undecided', () => {
  const path = folder.write('m.jsonl', unknown);
  const result = conformPaths(vmemRecordings, [path], { skipUnknownRevision: true });
  expect(conformanceVerdict(result)).toBe('undecided');
  expect(conformText(result, plain).split('\n').at(-1)).toBe(
    'UNDECIDED: nothing was compared: all recordings were skipped: 0 recordings, 0 operations, 0 events',
  );
});

test('a mismatch in one file does not stop the replay of others', () => {
  const bad = folder.write(
    'a.jsonl',
    trace(header(), addSection({ ret: -12 }), addSection()).join('\n'),
  );
  const { operations, events, mismatches } = conformPaths(vmemRecordings, [
    bad,
    folder.write('b.jsonl', good),
    bad,
  ]);
  expect({ operations, events, mismatches: mismatches.length }).toEqual({
    operations: 2,
    events: 16,
    mismatches: 1,
  });
});

test('a revision that is not modelled is an error, unless it may be skipped', () => {
  const path = folder.write('m.jsonl', unknown);
  expect(errorOf([path])).toMatchInlineSnapshot(
    `"InputError: DIR/m.jsonl:1: revision is "linux-6.1"; it must be one that is modelled: base, v1-1, v1-2, v1-3, v1-4, v1-5, v1-6, v1-7, v1-8, v1-9, v2-1, v2-2, v2-3, v2-4, v2-5, v2-6, v2-7, v2-8, v2-9, linux-5.9-rc1, linux-5.9, linux-5.10, mainline, linux-6.12, linux-7.2, error-kept, part-marked, repaired, strict-order, marks-at-once"`,
  );
  folder.write('n.jsonl', good);
  const refused = conformPaths(vmemRecordings, [folder.path]);
  expect([refused.traces, refused.unreadable.map(({ file }) => file)]).toEqual([1, [path]]);
  const result = conformPaths(vmemRecordings, [folder.path], { skipUnknownRevision: true });
  expect(result.traces).toBe(1);
  expect(result.skipped).toEqual([{ file: path, reason: 'revision linux-6.1 is not modelled' }]);
});

test('paths without a recording', () => {
  mkdirSync(folder.at('none'));
  folder.write('none/a.json', good);
  const paths = [[], [folder.at('gone')], [folder.at('none')], ['/dev/null']];
  expect(paths.map((path) => errorOf(path))).toMatchInlineSnapshot(`
    [
      "InputError: no recording is named; name files or directories",
      "InputError: DIR/gone: no such file or directory",
      "InputError: DIR/none: contains no recording; their names end in .jsonl or .jsonl.gz",
      "InputError: /dev/null: is neither a file nor a directory",
    ]
  `);
});

test('files without a recording', () => {
  const half = gzipSync(good).subarray(0, 100);
  const notText = Buffer.concat([Buffer.from(good), Buffer.from([0x7b, 0xff, 0xfe, 0x0a])]);
  const errors = [
    folder.write('empty.jsonl', ''),
    folder.write('text.jsonl.gz', good),
    folder.write('half.jsonl.gz', half),
    folder.write('latin1.jsonl', notText),
    folder.write('bomb.jsonl.gz', gzipSync(Buffer.alloc(2 ** 26), { level: 1 })),
  ].map((path) => errorOf([path]));
  expect(errors).toMatchInlineSnapshot(`
    [
      "InputError: DIR/empty.jsonl:1: the file is empty; it must begin with a header line",
      "InputError: DIR/text.jsonl.gz: is not a complete gzip file (incorrect header check)",
      "InputError: DIR/half.jsonl.gz: is not a complete gzip file (unexpected end of file)",
      "InputError: DIR/latin1.jsonl:3: the line is not UTF-8",
      "InputError: DIR/bomb.jsonl.gz:1: the line is longer than 33554432 bytes",
    ]
  `);
});

test('a first line of 1 GB is refused before it is read completely', () => {
  const path = folder.write('giant.jsonl', '');
  truncateSync(path, 2 ** 30);
  expect(errorOf([path])).toMatchInlineSnapshot(
    `"InputError: DIR/giant.jsonl:1: the line is longer than 33554432 bytes"`,
  );
});

test('lines may be split anywhere, also within a character', () => {
  const bytes = Buffer.from('one\ntwö\n\nlast');
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    expect([...splitLines('t', chunks)]).toEqual(['one', 'twö', '', 'last']);
  }
});
