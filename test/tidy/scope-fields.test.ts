/**
 * A scope field is a row of a table: code that reads, prints, shrinks or explains scopes knows no
 * field by name.
 */
import { expect, test } from 'vitest';
import {
  dimensions,
  type FieldName,
  fieldNames,
} from '../../src/subjects/vmem/scope/dimensions.ts';
import { filesBelow } from './files.ts';

test('the order of fields in files contains every field once', () => {
  expect(new Set(fieldNames)).toEqual(new Set(Object.keys(dimensions)));
});

test('the order of older files is that of the first 20 fields, without a gap', () => {
  expect(fieldNames.slice(0, 20).map((name) => dimensions[name].placeInFiles)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

/** Worlds with a name, which are data: presets, sweeps, scopes of mutants and of sentences, findings. */
const worlds = /presets|series-scopes|mutation-scopes|cover-letter|known-findings/;
/** The row, what is built of it, and the modelled code, callers and machines that it changes. */
const meaning =
  /scope\/(caller|machine|memory|thread)-fields|thread-roles|revision-field|build-scope|scope-machine|vmem\/(kernel|kernel-c|machine|environment|steps|plain|fast)\//;

/** Other files of vmem.c that know the field, in code and not in comments. */
function filesNaming(field: string): string[] {
  const name = new RegExp(String.raw`\b${field}\b(?!-)`);
  return filesBelow('src/subjects/vmem', '.ts')
    .filter(({ path }) => !worlds.test(path) && !meaning.test(path))
    .filter(({ text }) => name.test(text.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/\/\/.*/g, '')))
    .map(({ path }) => path.replace('src/subjects/vmem/', ''));
}

/**
 * A new field costs its row, its building and the machine that it changes. Each file below is a cost of an older
 * field, with its reason; the list may become shorter, not longer. Fields whose names are words of other things,
 * too (`online`, `boot`, `threads`), are left out.
 */
const knowing: Partial<Record<FieldName, readonly string[]>> = {
  // Which of the addresses of a counterexample are left over.
  dcss: ['on-machine/story-on-machine.ts', 'scope/scope-rules.ts', 'shrink/scopes.ts'],
  memmapPages: [
    'explain/any-callers.ts',
    'reached/needs.ts',
    'scope/resolve-scopes.ts',
    'shrink/scopes.ts',
  ],
  memmapFirst: ['scope/resolve-scopes.ts', 'shrink/scopes.ts'],
  memmapPoints: [
    'explain/any-callers.ts',
    'reached/needs.ts',
    'scope/resolve-scopes.ts',
    'shrink/scopes.ts',
  ],
  // It chooses the engine, and changes the words of the contract.
  misaligned: ['create-system.ts', 'reached/needs.ts', 'scope/describe-scope.ts'],
  // Kernels that run report these, and recordings write them down.
  structPage: [
    'on-machine/plugin-log.ts',
    'on-machine/story-on-machine.ts',
    'recordings/log/log-machine.ts',
    'recordings/trace-header.ts',
    'scope/scope-rules.ts',
  ],
  sectionSize: ['on-machine/story-on-machine.ts'],
  edat1: [
    'on-machine/guest-information.ts',
    'on-machine/record-kernel.ts',
    'on-machine/story-on-machine.ts',
    'reached/needs.ts',
    'recordings/trace-header.ts',
  ],
  edat2: ['on-machine/guest-information.ts', 'reached/needs.ts', 'recordings/trace-header.ts'],
  debugPagealloc: [
    'on-machine/guest-information.ts',
    'reached/needs.ts',
    'recordings/trace-header.ts',
  ],
  kasan: [
    'on-machine/guest-information.ts',
    'on-machine/story-on-machine.ts',
    'recordings/log/log-machine.ts',
    'recordings/trace-header.ts',
    'subject.ts',
  ],
  uncounted: ['scope/scope-rules.ts'],
  signedOverflow: [],
  preemptions: [],
};

test.each(Object.entries(knowing))(
  '%s is known by its row, its building and its machine, and',
  (field, files) => {
    expect(filesNaming(field)).toEqual(files);
  },
);
