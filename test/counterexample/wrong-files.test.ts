/** Refused counterexample files and their error messages. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { formatVmem, parseVmem } from '../support/vmem-files.ts';

describe('an invalid file is refused with name, field, value and rule', () => {
  const good = formatVmem(falseSuccess());
  const refusal = (content: string): string => {
    try {
      parseVmem('x.json', content);
      return 'accepted';
    } catch (error) {
      return error instanceof InputError ? error.message : `not an InputError: ${error}`;
    }
  };
  const changed = (from: string | RegExp, to: string): string => good.replace(from, to);

  test('empty, truncated, not JSON, not an object', () => {
    const messages = ['', ' \n', good.slice(0, 100), '<html>', '7', 'null', '[]'].map(refusal);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "x.json: the file is empty; a counterexample is a JSON document
      x.json: the file is empty; a counterexample is a JSON document
      x.json: the JSON ends early, after 100 characters: is the file truncated?
      x.json: the content is not JSON (Unexpected token '<', "<html>" is not valid JSON)
      x.json: the content is 7; it must be an object
      x.json: the content is null; it must be an object
      x.json: the content is a list of 0; it must be an object"
    `);
  });

  test('another schema, a newer schema', () => {
    const messages = [
      changed('counterexample/1', 'counterexample/2'),
      changed('counterexample/1', 'counterexmple/1'),
      changed('"tablewalk/counterexample/1"', '5'),
    ].map(refusal);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "x.json: schema is "tablewalk/counterexample/2", written by a newer tablewalk; this one reads up to tablewalk/counterexample/1
      x.json: schema is "tablewalk/counterexmple/1"; it must be "tablewalk/counterexample/1"; did you mean tablewalk/counterexample/1?
      x.json: schema is 5; it must be "tablewalk/counterexample/1""
    `);
  });

  test('wrong fields', () => {
    const messages = [
      changed('"structPage": 48', '"structPage": 50'),
      changed('"structPage": 48', '"structPag": 48'),
      changed('"geometry": "tiny5"', '"geometry": "tiny6"'),
      changed('"ops": "all"', '"ops": -1'),
      changed(/"failed": \[\s*7\s*\]/, '"failed": [7, "8"]'),
      changed(/"failed": \[\s*7\s*\]/, '"failed": [99999999999999999999]'),
      changed('"steps": 32', '"steps": 1e400'),
      changed('"operation": 0', '"operation": 3'),
      changed(/("expected": \{[^}]*"invariant": )"[^"]*"/, '$1"freed-once"'),
      changed('"request": {', '"request": [], "x": {'),
      changed(/"invariant": .*\n/, ''),
      changed(/"failed": \[\s*7\s*\]/, '"failed": [7], "__proto__": { "op": "remove" }'),
      changed('"steps": 32', '"steps": 32, "steps": 32'),
    ].map(refusal);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "x.json: request.structPage is 50; it must be one of 16, 48, 56, 64, 72
      x.json: request has unknown field "structPag"; known fields are revision, geometry, structPage, edat1, edat2, debugPagealloc, kasan, vmalloc, contract, blocks, dcss, memmapPages, identityPages, memmapFirst, identityFirst, memmapPoints, identityPoints, misaligned, online, fresh, signedOverflow, sectionSize, boot, uncounted, altmap, failAllocs, faults, ops, threads, merge, symmetry, locks, preemptions, identity; did you mean structPage?
      x.json: request.geometry is "tiny6"; it must be one of tiny3, tiny4, tiny5, real3, real4, real5
      x.json: request.ops is -1; it must be a whole number from 0 to 1000000, or "all"
      x.json: operations[0].failed[1] is "8"; it must be a whole number from 1 to 1000000000
      x.json: operations[0].failed[0] is 100000000000000000000; it must be a whole number from 1 to 1000000000
      x.json: expected.steps is Infinity; it must be a whole number from 0 to 1000000000
      x.json: expected.operation is 3; it must be the last operation, 0
      x.json: expected.invariant is "freed-once"; it must be the invariant of the file, "success-means-mapped"
      x.json: unknown field "x"; known fields are schema, tool, request, invariant, claim, operations, turns, expected, text, found
      x.json: invariant is missing; it must be text
      x.json: operations[0] has unknown field "__proto__"; known fields are op, sections, start, end, failed, contents, thread
      x.json: the field "steps" occurs twice in one object"
    `);
  });
});
