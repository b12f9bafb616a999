/**
 * User-defined systems with forbidden behaviour: rejected with action, state and schedule, never
 * judged.
 */
import { describe, expect, test } from 'vitest';
import { checkSystem } from '../../../src/api/system/check.ts';
import { replay } from '../../../src/api/system/replay.ts';
import { sampleSystem } from '../../../src/api/system/sample.ts';
import {
  type Action,
  defineSystem,
  invariant,
  noDeadlock,
  type SystemInvariant,
} from '../../../src/subjects/defined/define-system.ts';
import { list, range } from '../../../src/subjects/defined/fields.ts';
import { messageOf, untyped } from '../../support/input-error.ts';

interface State {
  value: number;
  pair: number[];
}

const fields = { value: range(0, 3), pair: list(2, range(0, 1)) };
const count: Action<State> = {
  name: 'count',
  when: ({ value }) => value < 2,
  effect: (state) => {
    state.value++;
  },
};
const anything = invariant<State>({ id: 'anything', claim: 'Anything goes.', holds: () => true });

/** `count` twice, then `act` in the state with value 2. */
function withEffect(effect: unknown, when: unknown = ({ value }: State) => value === 2) {
  return defineSystem(fields, {
    actions: [count, { name: 'act', when: untyped(when), effect: untyped(effect) }],
  });
}

const withHolds = (holds: unknown): SystemInvariant<State> => ({
  ...anything,
  holds: untyped(holds),
});
const always = () => true;
const atTwo = 'state: {"value":2,"pair":[0,0]}; schedule: "count", "count"';
const atStart = 'state: {"value":0,"pair":[0,0]}; schedule: none: it is the initial state';
const noFunction =
  'the system is not a function of its state, so it cannot be searched: an effect or a condition depends on something else';

describe('an effect that', () => {
  let calls = 0;
  const cause = new RangeError('boom\n  twice');
  const cases: [string, unknown, string][] = [
    [
      'is async',
      async (state: State) => void state.value--,
      'action "act" returns a promise: its effects after the first await are lost; it must not be async',
    ],
    [
      'returns a thenable',
      // biome-ignore lint/suspicious/noThenProperty: the test needs a rejected thenable.
      () => ({ then: () => undefined }),
      'action "act" returns a promise: its effects after the first await are lost; it must not be async',
    ],
    [
      'returns a new state',
      (state: State) => ({ ...state, value: 0 }),
      'action "act" returns an object; it must change the state that it is given, and return nothing',
    ],
    [
      'is a generator',
      function* (state: State) {
        state.value = 0;
        yield 0;
      },
      'action "act" returns an object; it must change the state that it is given, and return nothing',
    ],
    [
      'returns a function',
      () => () => undefined,
      'action "act" returns a function; it must change the state that it is given, and return nothing',
    ],
    [
      'throws',
      () => {
        throw cause;
      },
      'action "act" throws RangeError: boom twice',
    ],
    [
      'throws a word',
      () => {
        throw 'boom';
      },
      'action "act" throws "boom"',
    ],
    [
      'writes what does not fit',
      (state: State) => void Object.assign(state, { value: Number.NaN }),
      'action "act" sets value to NaN; it must be a whole number from 0 to 3',
    ],
    [
      'writes nothing into a list',
      (state: State) => void Object.assign(state, { pair: undefined }),
      'action "act" sets pair to undefined; it must be a list of 2',
    ],
    [
      'writes an object without a prototype',
      (state: State) => void Object.assign(state, { value: Object.create(null) }),
      'action "act" sets value to an object; it must be a whole number from 0 to 3',
    ],
    [
      'counts outside of the state',
      (state: State) => void Object.assign(state, { value: calls++ % 2 }),
      `action "act" leads to {"value":0,"pair":[0,0]}, and to {"value":1,"pair":[0,0]} when it is executed again; ${noFunction}`,
    ],
  ];
  test.each(cases)('%s is refused', (_, effect, message) => {
    for (const search of ['bfs', 'dfs'] as const) {
      calls = 0;
      const check = () => checkSystem(withEffect(effect), { invariants: [anything], search });
      expect(messageOf(check)).toBe(`${message}; ${atTwo}`);
    }
    calls = 0;
    const sample = () =>
      sampleSystem(withEffect(effect), { invariants: [anything], seed: '1', runs: 1 });
    expect(messageOf(sample)).toBe(`${message}; ${atTwo}`);
    calls = 0;
    const follow = () => replay(withEffect(effect), ['count', 'count', 'act']);
    expect(messageOf(follow)).toBe(`${message}; ${atTwo}`);
  });

  test('throws: the error keeps the cause', () => {
    const effect = cases[5][1];
    expect(() => checkSystem(withEffect(effect), { invariants: [anything] })).toThrow(
      expect.objectContaining({ name: 'InputError', cause }),
    );
  });

  test.each([
    ['returns a number', (state: State) => state.pair.push.length],
    ['returns a list', ({ pair }: State) => [pair[1], pair[0]]],
    ['returns the state', (state: State) => Object.assign(state, { value: 1 })],
    ['fills a list', ({ pair }: State) => pair.fill(1)],
  ])('%s in one expression is accepted', (_, effect) => {
    expect(checkSystem(withEffect(effect), { invariants: [anything] }).verdict).toBe('holds');
  });
});

describe('a condition', () => {
  const late = 'a promise, which is always true: it must not be async';
  test.each([
    ['async', async () => false, `${late}; it must return true or false`],
    ['without return', () => undefined, 'undefined; it must return true or false'],
    ['with a number', () => 1, '1; it must return true or false'],
    ['as a generator', function* () {}, 'an object; it must return true or false'],
  ])('%s is refused at any position', (_, condition, answer) => {
    const check = (when: unknown, holds: unknown, reached: unknown, mayStop: unknown) =>
      messageOf(() =>
        checkSystem(
          defineSystem(fields, {
            actions: [count, { name: 'act', when: untyped(when), effect: () => undefined }],
            mayStop: untyped(mayStop),
          }),
          {
            invariants: [withHolds(holds), noDeadlock],
            goals: [{ id: 'some', claim: 'Some.', reached: untyped(reached) }],
          },
        ),
      );
    const never = () => false;
    expect(check(condition, always, always, always)).toBe(
      `when of action "act" returns ${answer}; ${atStart}`,
    );
    expect(check(never, condition, always, always)).toBe(
      `holds of invariant "anything" returns ${answer}; ${atStart}`,
    );
    expect(check(never, always, condition, always)).toBe(
      `reached of goal "some" returns ${answer}; ${atStart}`,
    );
    expect(check(never, always, always, condition)).toBe(`mayStop returns ${answer}; ${atTwo}`);
  });

  test('that throws is refused', () => {
    const holds = ({ value }: State) => {
      if (value === 2) throw new TypeError('no');
      return true;
    };
    const claims = { invariants: [withHolds(holds)] };
    // The state in which the claim was evaluated, and the path to it.
    expect(
      messageOf(() =>
        checkSystem(
          withEffect(() => 0),
          claims,
        ),
      ),
    ).toBe(
      'holds of invariant "anything" throws TypeError: no; state: {"value":2,"pair":[0,0]}; schedule: "count", "count"',
    );
    expect(
      messageOf(() =>
        replay(
          withEffect(() => 0),
          ['count', 'count'],
          claims,
        ),
      ),
    ).toBe(`holds of invariant "anything" throws TypeError: no; ${atTwo}`);
  });

  test('that writes is refused, at the start and later', () => {
    const writes = (state: State) => {
      state.value = 0;
      return true;
    };
    const claims = { invariants: [withHolds(writes)] };
    const system = withEffect(() => undefined);
    expect(messageOf(() => checkSystem(system, claims))).toBe(
      'a condition (when, holds or reached) changed its state; only an effect may do that; state: {"value":1,"pair":[0,0]}; schedule: "count"',
    );
    expect(messageOf(() => replay(system, ['count'], claims))).toContain(
      'holds of invariant "anything" throws TypeError: Cannot assign to read only property',
    );
  });

  test('that depends on something else is rejected', () => {
    let asked = 0;
    const flips = () => asked++ % 2 === 0;
    expect(
      messageOf(() =>
        checkSystem(
          withEffect(() => 0, flips),
          { invariants: [anything] },
        ),
      ),
    ).toBe(
      `when of action "act" gives another answer when it is evaluated again; ${noFunction}; ${atStart}`,
    );
    asked = 0;
    const claims = { invariants: [withHolds(flips)] };
    expect(
      messageOf(() =>
        checkSystem(
          withEffect(() => 0),
          claims,
        ),
      ),
    ).toBe(
      `"anything" gives another answer when action "count" is taken again; ${noFunction}; ${atStart}`,
    );
  });
});

test('a change later in the search is detected at the end', () => {
  let calls = 0;
  // Each transition is taken twice in a row: five transitions, each taken twice, then each again.
  const effect = (state: State) => void Object.assign(state, { value: calls++ < 6 ? 0 : 1 });
  expect(
    messageOf(() => checkSystem(withEffect(effect, always), { invariants: [anything] })),
  ).toContain(`when it is executed again; ${noFunction}`);
});

test('a schedule that does not violate its claim again is refused', () => {
  // 100,000 states: the last one is after the part in which every transition is taken twice.
  let isBroken = true;
  const long = defineSystem(
    { value: range(0, 2_999) },
    {
      actions: [
        {
          name: 'count',
          when: ({ value }) => value < 2_999,
          effect: (state) => {
            state.value++;
          },
        },
      ],
    },
  );
  const once = {
    id: 'once',
    claim: 'It is never 2,990.',
    // Transitions of state 2,989 are not taken twice, because 2,989 % 16 is 13.
    holds: ({ value }: { value: number }) => {
      if (value !== 2_990 || !isBroken) return true;
      isBroken = false;
      return false;
    },
  };
  expect(messageOf(() => checkSystem(long, { invariants: [once] }))).toMatch(
    /^invariant "once" was violated in the search, but not when the schedule was executed again \("count", .* and 2950 more\): the system is not a function of its state/,
  );
});
