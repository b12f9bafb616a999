/**
 * Counterexamples that a machine can perform: the attempts that fail there, or the reason why no
 * attempt shows the violation.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  onMachine,
  type StoryOnMachine,
} from '../../../../src/subjects/vmem/on-machine/story-on-machine.ts';
import { machineOf } from '../../../../src/subjects/vmem/recordings/log/log-machine.ts';
import { parseVmem } from '../../../support/vmem-files.ts';

/** 7.2 with sections of 128 MiB and 64-byte struct pages, under a QEMU that offers EDAT1. */
const edat1 = machineOf(
  'the guest',
  new Map([
    ['structPage', '40'],
    ['section', '8000000'],
    ['vmemmap', '37200000000'],
    ['vmalloc', '37fe0000000'],
    ['edat1', '1'],
    ['edat2', '0'],
    ['nx', '1'],
    ['debugPagealloc', '0'],
    ['kasan', '0'],
  ]),
);

function performed(file: string): StoryOnMachine {
  const path = `corpus/${file}.json`;
  return onMachine(parseVmem(path, readFileSync(path, 'utf8')), 'linux-7.2', edat1, 1184);
}

test('failures that are hundreds of attempts apart: both blocks, and the table for the second', () => {
  const { brokenBy, operations } = performed('F01-lost-error-code-fallback--linux-5.10');
  expect(brokenBy).toBe(1);
  expect(operations.map((planned) => 'failed' in planned && planned.failed)).toMatchInlineSnapshot(`
    [
      [
        3,
        261,
        262,
      ],
    ]
  `);
});

test('a story that no placement of failures shows: lists the attempts', () => {
  const { brokenBy, tried } = performed('F02-mark-left-out--linux-5.10');
  expect({ brokenBy, tried }).toMatchInlineSnapshot(`
    {
      "brokenBy": null,
      "tried": {
        "places": 6,
        "ways": 6,
      },
    }
  `);
});
