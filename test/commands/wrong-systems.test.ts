/** Invalid systems and options of users: unknown fields and wrong kinds are rejected by name. */
import { describe, expect, test } from 'vitest';
import { checkSystem } from '../../src/api/system/check.ts';
import { replay } from '../../src/api/system/replay.ts';
import { sampleSystem } from '../../src/api/system/sample.ts';
import { defineSystem, goal, invariant } from '../../src/subjects/defined/define-system.ts';
import { list, range } from '../../src/subjects/defined/fields.ts';
import { messageOf, untyped } from '../support/input-error.ts';

interface State {
  value: number;
  pair: number[];
}

const fields = { value: range(0, 3), pair: list(2, range(0, 1)) };
const count = {
  name: 'count',
  when: ({ value }: State) => value < 2,
  effect: (state: State) => {
    state.value++;
  },
};
const always = () => true;
const anything = invariant<State>({ id: 'anything', claim: 'Anything goes.', holds: always });

describe('invalid definitions are refused', () => {
  const act = { name: 'act', effect: (): void => undefined };
  const define = (behaviour: unknown, of: unknown) =>
    messageOf(() => defineSystem(untyped(of), untyped(behaviour)));
  const known = 'known fields are initial, actions, mayStop';
  test.each([
    [
      { init: {}, actions: [act] },
      `behaviour has unknown field "init"; ${known}; did you mean initial?`,
    ],
    [
      { intial: {}, actions: [act] },
      `behaviour has unknown field "intial"; ${known}; did you mean initial?`,
    ],
    [
      { actions: [act], initial: () => ({}) },
      'initial is a function; it must be an object with values of fields: value, pair',
    ],
    [
      { actions: [act], initial: Promise.resolve({}) },
      'initial is a promise; it must be an object with values of fields: value, pair',
    ],
    [
      { actions: [act], initial: [1] },
      'initial is a list of 1; it must be an object with values of fields: value, pair',
    ],
    [
      { actions: [act], initial: new Map([['value', 1]]) },
      'initial is an object; it must be an object with values of fields: value, pair',
    ],
    [
      { actions: [act], initial: null },
      'initial is null; it must be an object with values of fields: value, pair',
    ],
    [
      { actions: [act], initial: { valeu: 1 } },
      'initial has unknown field "valeu"; known fields are value, pair; did you mean value?',
    ],
    [
      { actions: [act], initial: { value: () => 1 } },
      'initial sets value to a function; it must be a whole number from 0 to 3',
    ],
    [{ actions: [act], initial: { pair: 1 } }, 'initial sets pair to 1; it must be a list of 2'],
    [{}, 'no action is given; there must be at least one'],
    [{ actions: { act } }, 'behaviour.actions is an object; it must be a list of actions'],
    [
      { actions: [{ ...act, guard: () => true }] },
      'behaviour.actions[0] has unknown field "guard"; known fields are name, when, effect',
    ],
    [
      { actions: [{ ...act, effekt: () => true }] },
      'behaviour.actions[0] has unknown field "effekt"; known fields are name, when, effect; did you mean effect?',
    ],
    [
      { actions: [{ name: 'act' }] },
      'behaviour.actions[0].effect is undefined; it must be a function',
    ],
    [
      { actions: [{ effect: (): number => 0 }] },
      'behaviour.actions[0].name is undefined; it must be text',
    ],
    [
      { actions: [{ ...act, when: true }] },
      'behaviour.actions[0].when is true; it must be a function',
    ],
    [{ actions: [act], mayStop: true }, 'behaviour.mayStop is true; it must be a function'],
    [
      undefined,
      'behaviour is undefined; it must be an object with fields of initial, actions, mayStop',
    ],
  ])('%j: %s', (behaviour, message) => {
    expect(define(behaviour, fields)).toBe(message);
  });

  test.each([
    [undefined, 'the first argument of defineSystem is undefined; it must be an object of fields'],
    [{ value: 3 }, 'field value is 3; it must be made by range, flag, oneOf or list'],
    [{ value: range }, 'field value is a function; it must be made by range, flag, oneOf or list'],
  ])('fields %j: %s', (of, message) => {
    expect(define({ actions: [act] }, of)).toBe(message);
  });

  test('arguments are never modified, and may be frozen', () => {
    const behaviour = Object.freeze({
      initial: Object.freeze({ value: 1, pair: Object.freeze([1, 0]) }),
      actions: Object.freeze([Object.freeze(count)]),
    });
    const system = defineSystem(Object.freeze(fields), untyped(behaviour));
    expect(checkSystem(system, { invariants: [anything] })).toMatchObject({ states: 2 });
  });
});

describe('invalid check options are refused', () => {
  const system = defineSystem(fields, { actions: [count] });
  const ask = (options: unknown) => messageOf(() => checkSystem(system, untyped(options)));
  const known =
    'known fields are invariants, goals, limits, search, exact, stopAtFirst, onProgress';
  const asked = { invariants: [anything] };
  test.each([
    [
      undefined,
      'options is undefined; it must be an object with fields of invariants, goals, limits, search, exact, stopAtFirst, onProgress',
    ],
    [{}, 'no invariant is given; there must be at least one'],
    [
      { invariant: [anything] },
      `options has unknown field "invariant"; ${known}; did you mean invariants?`,
    ],
    [{ invariants: anything }, 'options.invariants is an object; it must be a list of invariants'],
    [
      { invariants: [() => true] },
      'options.invariants[0] is a function; it must be an object with fields of id, claim, holds',
    ],
    [
      { invariants: [{ id: 'a', claim: 'A.' }] },
      'options.invariants[0].holds is undefined; it must be a function',
    ],
    [
      { invariants: [{ ...anything, hold: always }] },
      'options.invariants[0] has unknown field "hold"; known fields are id, claim, holds; did you mean holds?',
    ],
    [
      { ...asked, goals: [anything] },
      'options.goals[0] has unknown field "holds"; known fields are id, claim, reached',
    ],
    [
      { ...asked, limits: { state: 3 } },
      'options.limits has unknown field "state"; known fields are states, memoryBytes, depth, elapsedMs; did you mean states?',
    ],
    [
      { ...asked, limits: 3 },
      'options.limits is 3; it must be an object with fields of states, memoryBytes, depth, elapsedMs',
    ],
    [
      { ...asked, limits: { states: '3' } },
      'limits.states is "3"; it must be a number of at least 0',
    ],
    [
      { ...asked, search: 'dsf' },
      'options.search is "dsf"; it must be one of bfs, dfs; did you mean dfs?',
    ],
    [{ ...asked, exact: 1 }, 'options.exact is 1; it must be true or false'],
    [{ ...asked, stopAtFirst: 'yes' }, 'options.stopAtFirst is "yes"; it must be true or false'],
    [{ ...asked, onProgress: true }, 'options.onProgress is true; it must be a function'],
  ])('%j: %s', (options, message) => {
    expect(ask(options)).toBe(message);
  });

  test('also for sample and replay', () => {
    const walk = (options: unknown) => messageOf(() => sampleSystem(system, untyped(options)));
    expect(walk(asked)).toBe('options.seed is undefined; it must be text');
    expect(walk({ ...asked, seed: 1 })).toBe('options.seed is 1; it must be text');
    expect(walk({ ...asked, seed: '1', run: 1 })).toContain('did you mean runs?');
    expect(messageOf(() => replay(system, untyped('count')))).toBe(
      'the schedule is "count"; it must be a list of names of actions',
    );
    expect(messageOf(() => replay(system, ['count'], untyped({ invariant: [] })))).toBe(
      'options has unknown field "invariant"; known fields are invariants; did you mean invariants?',
    );
    const behaviour = untyped({ actions: [count] });
    expect(messageOf(() => checkSystem(behaviour, asked))).toBe(
      'the system is an object; it must be what defineSystem returns',
    );
  });

  test('invariant and goal, at their creation', () => {
    expect(messageOf(() => invariant(untyped({ id: 'a', claim: 'A.', holdes: always })))).toBe(
      'the invariant has unknown field "holdes"; known fields are id, claim, holds; did you mean holds?',
    );
    expect(messageOf(() => goal(untyped({ id: 'a', reached: always })))).toBe(
      'the goal.claim is undefined; it must be text',
    );
  });
});
