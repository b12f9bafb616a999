/**
 * User-defined systems: values survive storage, and invalid values are rejected where they are
 * written.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { System } from '../../../src/model/system.ts';
import { compileSystem } from '../../../src/subjects/defined/compile-system.ts';
import { defineSystem } from '../../../src/subjects/defined/define-system.ts';
import { flag, list, oneOf, range } from '../../../src/subjects/defined/fields.ts';

const nothing = { facts: [], occasions: [] };

function first(system: System): void {
  const bytes = new Uint8Array(system.stateLength);
  system.writeInitial(bytes);
  system.load(bytes, 0);
}

const counter = (effect: (state: { value: number; names: string[] }) => void) =>
  defineSystem(
    { value: range(-1, 2), names: list<string>(2, oneOf('a', 'b')) },
    {
      actions: [{ name: 'go', effect }],
    },
  );

/** Checks a system whose only action has this effect. */
function go(effect: (state: { value: number; names: string[] }) => void): () => boolean {
  const system = compileSystem(counter(effect), nothing);
  first(system);
  return () => system.next();
}

test('the initial state: the first value of each field, unless it is given', () => {
  const fields = {
    count: range(3, 1_000),
    isOn: flag(),
    mode: oneOf('idle', 'busy'),
    pages: list(2, range(-1, 4)),
  };
  const actions = [{ name: 'nothing', effect: () => undefined }];
  expect(defineSystem(fields, { actions }).initial).toEqual({
    count: 3,
    isOn: false,
    mode: 'idle',
    pages: [-1, -1],
  });
  const initial = { mode: 'busy', pages: [0, 4] } as const;
  expect(defineSystem(fields, { initial: { ...initial, pages: [0, 4] }, actions }).initial).toEqual(
    {
      count: 3,
      isOn: false,
      mode: 'busy',
      pages: [0, 4],
    },
  );
});

test('a state takes one byte for up to 256 values and two for more', () => {
  const fields = { small: range(1, 256), large: range(0, 256), flags: list(3, flag()) };
  const actions = [{ name: 'nothing', effect: () => undefined }];
  expect(compileSystem(defineSystem(fields, { actions }), nothing).stateLength).toBe(1 + 2 + 3);
});

test('any state that an action writes is read back unchanged', () => {
  const words = ['x', 'y', 'z'] as const;
  const states = fc.record({
    large: fc.integer({ min: -500, max: 65_035 }),
    isOn: fc.boolean(),
    word: fc.constantFrom(...words),
    words: fc.array(fc.constantFrom(...words), { minLength: 3, maxLength: 3 }),
  });
  fc.assert(
    fc.property(states, (wanted) => {
      const defined = defineSystem(
        {
          large: range(-500, 65_035),
          isOn: flag(),
          word: oneOf(...words),
          words: list(3, oneOf(...words)),
        },
        {
          actions: [{ name: 'set', effect: (state) => void Object.assign(state, wanted) }],
        },
      );
      const system = compileSystem(defined, nothing);
      first(system);
      expect(system.next()).toBe(true);
      expect(defined.codec.snapshot(system.outcome.successor)).toEqual(wanted);
    }),
  );
});

describe('an effect that does not fit is refused', () => {
  test.each([
    [
      'too large',
      (state: { value: number }) => void Object.assign(state, { value: 3 }),
      'action "go" sets value to 3; it must be a whole number from -1 to 2',
    ],
    [
      'a fraction',
      (state: { value: number }) => void Object.assign(state, { value: 0.5 }),
      'action "go" sets value to 0.5; it must be a whole number from -1 to 2',
    ],
    [
      'an unknown word in a list',
      (state: { names: string[] }) => void Object.assign(state.names, { 1: 'c' }),
      'action "go" sets names[1] to "c"; it must be one of a, b',
    ],
    [
      'a shorter list',
      (state: { names: string[] }) => void Object.assign(state, { names: ['a'] }),
      'action "go" sets names to a list of 1; it must be a list of 2',
    ],
  ])('%s', (_, effect, message) => {
    expect(go(effect)).toThrow(message);
  });

  test('a field that does not exist', () => {
    expect(go((state) => void Object.assign(state, { vlaue: 1 }))).toThrow(/vlaue/);
  });

  test('an index past the end of a list', () => {
    expect(go((state) => void Object.assign(state.names, { 2: 'a' }))).toThrow(
      'action "go" throws TypeError: Cannot add property 2, object is not extensible',
    );
  });
});

test('every action may replace a list by another of the same length', () => {
  const defined = counter((state) => {
    state.names = state.names.map(() => 'b');
  });
  const system = compileSystem(defined, nothing);
  first(system);
  for (let time = 0; time < 2; time++) {
    expect(system.draw(() => 0)).toBe(true);
    expect(defined.codec.snapshot(system.outcome.successor)).toEqual({
      value: -1,
      names: ['b', 'b'],
    });
  }
});

test('a condition that changes the state is refused once the state is finished', () => {
  const defined = defineSystem(
    { value: range(0, 2) },
    {
      actions: [
        {
          name: 'go',
          when: (state) => Object.assign(state, { value: 1 }).value === 2,
          effect: () => undefined,
        },
      ],
    },
  );
  const message =
    'a condition (when, holds or reached) changed its state; only an effect may do that';
  const system = compileSystem(defined, nothing);
  first(system);
  expect(() => system.next()).toThrow(message);
  first(system);
  expect(() => system.draw(() => 0)).toThrow(message);
});

describe('an invalid definition is refused', () => {
  const fields = { value: range(0, 1) };
  const action = { name: 'go', effect: () => undefined };
  test.each([
    [
      'no action',
      () => defineSystem(fields, { actions: [] }),
      'no action is given; there must be at least one',
    ],
    [
      'two actions of one name',
      () => defineSystem(fields, { actions: [action, action] }),
      'two actions are named "go"; names must be unique',
    ],
    [
      'an action without a name',
      () => defineSystem(fields, { actions: [{ ...action, name: '' }] }),
      'an action has an empty name',
    ],
    [
      'an invalid initial value',
      () => defineSystem(fields, { initial: { value: 2 }, actions: [action] }),
      'initial sets value to 2; it must be a whole number from 0 to 1',
    ],
    [
      'an initial value of no field',
      () => defineSystem(fields, { initial: JSON.parse('{"valeu": 1}'), actions: [action] }),
      'initial has unknown field "valeu"; known fields are value',
    ],
    [
      'an empty range',
      () => range(1, 0),
      'range is from 1 to 0; it must be of 1 to 65536 whole numbers',
    ],
    [
      'no range',
      () => range(0, Number.NaN),
      'range is from 0 to NaN; it must be of 1 to 65536 whole numbers',
    ],
    [
      'a word twice',
      () => oneOf('a', 'a'),
      'oneOf is given ["a","a"]; it must be 1 to 65536 different words',
    ],
    [
      'half a value',
      () => list(0.5, flag()),
      'list has 0.5 values; it must be a whole number from 0 to 65536',
    ],
    [
      'a list of lists',
      () => list(2, list(2, flag())),
      'a list of lists is given; write one list and compute the index',
    ],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(message);
  });
});
