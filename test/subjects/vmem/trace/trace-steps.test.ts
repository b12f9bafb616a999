/** Every step with the state after it: correct and complete. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allInvariants, invariants } from '../../../../src/invariants/catalogue.ts';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import type { VmemScheduledOperation } from '../../../../src/subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../../../../src/subjects/vmem/scope/scope-config.ts';
import type { StepState } from '../../../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../../../src/subjects/vmem/trace/steps.ts';
import {
  outlineSteps,
  type TraceRequest,
  traceSteps,
} from '../../../../src/subjects/vmem/trace/trace-steps.ts';
import { quickScope, step } from '../../../support/counterexamples.ts';
import { parseVmem } from '../../../support/vmem-files.ts';
import { scopeOf } from '../scopes.ts';

function requestOf(
  operations: readonly VmemScheduledOperation[],
  change: Partial<ScopeConfig> = {},
): TraceRequest {
  const scope = buildScope({ ...quickScope(), geometry: 'tiny3', ...change });
  return { scope, operations, claims: invariants, violated: 'success-means-mapped' };
}

function stateAfter({ steps }: VmemTrace, text: string): StepState {
  const found = steps.find((one) => one.text === text);
  if (found === undefined) throw new Error(`no step "${text}"`);
  return found.state;
}

/**
 * Parts of a state that do not depend on earlier reads: all except the TLB, and objects that only a
 * TLB may still hold.
 */
function withoutTlb({ tables, memmap, ...others }: StepState): unknown {
  return {
    ...others,
    tables: tables
      .filter(({ place }) => place === 'linked')
      .map(({ name, range, entries }) => [
        name,
        range,
        // Single entries, because the possible TLB contents decide where a run ends.
        entries.flatMap(({ slot, count, target }) =>
          Array.from({ length: target === null ? 0 : count }, (_, at) => [slot + at, target]),
        ),
      ]),
    memmap: memmap
      .filter(({ place }) => place === 'linked')
      .map(({ name, range, marked }) => [name, range, marked]),
  };
}

const corpus = readdirSync('corpus').filter((name) => name.endsWith('.json'));

test.each(corpus)('%s: steps, violation and outline agree with the file', (name) => {
  const counterexample = parseVmem(name, readFileSync(`corpus/${name}`, 'utf8'));
  const { request, operations, turns, expected, invariant } = counterexample;
  const asked = {
    scope: buildScope(request),
    operations,
    turns,
    claims: allInvariants,
    violated: invariant,
  };
  const trace = traceSteps(asked);
  const frames = trace.steps.filter(({ kind }) => kind === 'call' || kind === 'return').length;
  expect(trace.steps.length - frames).toBe(expected.steps);
  expect(trace.steps.map(({ index }) => index)).toEqual([...trace.steps.keys()]);
  const breaking = trace.steps[trace.violatedAt ?? -1];
  expect(breaking.violated).toContain(invariant);
  // With threads, steps belong to turns, and an operation may have several turns.
  const { scheduled } = trace.operations[breaking.operation];
  expect(scheduled).toEqual(operations[expected.operation ?? -1]);
  const outline = outlineSteps(asked);
  const withoutState = ({ steps }: VmemTrace<StepState | null>) =>
    steps.map(({ state: _, ...rest }) => rest);
  expect(withoutState(outline)).toEqual(withoutState(trace));
  expect(outline.operations).toEqual(trace.operations);
  const cuts = outline.steps.flatMap(({ index, state }) =>
    state === null ? [] : [{ index, state }],
  );
  // That one violates its claim through locks alone, before any call returns.
  expect(cuts.length > 0).toBe(name !== 'F25-lock-order--linux-5.10.json');
  for (const { index, state } of cuts) {
    expect([index, withoutTlb(state)]).toEqual([index, withoutTlb(trace.steps[index].state)]);
  }
});

describe('the state', () => {
  const trace = traceSteps(requestOf([step('add', 2, [3]), step('add', 3), step('remove', 3)]));

  test('a table is held until an entry points to it', () => {
    const held = stateAfter(trace, 'alloc pmd table t1').tables;
    expect(held.map(({ name, place, holder }) => [name, place, holder])).toEqual([
      ['root', 'linked', null],
      ['t1', 'held', 1],
    ]);
    const linked = stateAfter(trace, 'set pud 0x80000 -> t1').tables;
    expect(linked.map(({ name, place, holder }) => [name, place, holder])).toEqual([
      ['root', 'linked', null],
      ['t1', 'linked', null],
    ]);
    expect(linked[1].range).toEqual({ start: '0x80000', end: '0x90000' });
  });

  test('cleared entries stay in the TLB until the flush, and freed memory is shown until then', () => {
    const cleared = stateAfter(trace, 'clear pmd 0x90000 (was b2)');
    expect(cleared.tables[2].entries[0]).toEqual({
      slot: 0,
      count: 1,
      start: '0x90000',
      end: '0x94000',
      class: 'none',
      target: null,
      dangling: false,
      mayBeCached: true,
      stale: 'b2',
    });
    expect(cleared.memmap.find(({ name }) => name === 'b2')).toMatchObject({
      place: 'freed',
      mayBeCached: true,
      marked: [[0, 16384]],
    });
    const flushed = stateAfter(trace, 'flush TLB 0x92000-0x98000');
    expect(flushed.tables.map(({ name }) => name)).toEqual(['root', 't1']);
    expect(flushed.memmap.map(({ name }) => name)).toEqual(['b1']);
  });

  test('an entry that points to freed memory is marked', () => {
    const { tables } = stateAfter(trace, 'free block b2');
    expect(tables[2].entries.map(({ target, dangling }) => [target, dangling])).toEqual([
      ['b2', true],
      ['b3', false],
    ]);
  });

  test('mutex, counters, tail and live ranges', () => {
    const [called, locked] = trace.steps;
    expect([called.state.mutex, locked.state.mutex]).toEqual([null, 1]);
    const end = trace.steps[trace.operations[1].lastStep].state;
    expect(end.counters).toEqual({ pte: 0, pmd: 0, pud: 2 });
    expect(end.recounted).toEqual(end.counters);
    expect(end.tail).toBeNull();
    expect(end.live).toEqual({
      identity: [{ start: '0x20000', end: '0x40000' }],
      memmap: [{ start: '0x8c000', end: '0x98000' }],
      initialised: [],
    });
  });

  test('consecutive identity leaves are one run', () => {
    const { steps } = traceSteps(requestOf([step('add', 2)], { debugPagealloc: true }));
    const { state } = steps[steps.length - 1];
    const table = state.tables.find(({ level }) => level === 'pte');
    expect(table?.entries.map(({ slot, count, target }) => [slot, count, target])).toEqual([
      [0, 4, 'identity'],
    ]);
  });

  test('objects in hand when a call returns are lost', () => {
    const scope = scopeOf({ mutant: 'drop-free-pmd-table' });
    const operations = [step('add', 2), step('remove', 2)];
    const { steps } = traceSteps({ scope, operations, claims: invariants, violated: '' });
    const places = (text: string): (string | number | null)[][] => {
      const state = steps.findLast((one) => one.text === text)?.state;
      return (state?.tables ?? []).map(({ name, place, holder }) => [name, place, holder]);
    };
    expect(places('clear pud 0x80000 (was t1)')).toContainEqual(['t1', 'held', 1]);
    expect(places('return')).toEqual([
      ['root', 'linked', null],
      ['t1', 'lost', null],
      ['t2', 'lost', null],
    ]);
  });

  test('a crash is the last step, and the mutex stays held', () => {
    const crash = requestOf([step('add', 2)], { revision: 'v2-2', geometry: 'tiny4' });
    const last = traceSteps(crash).steps.at(-1);
    expect([last?.text, last?.state.mutex]).toEqual([
      'OOPS: follows p4d 0x20000, which is empty',
      1,
    ]);
  });
});

test('a schedule that cannot start is rejected', () => {
  expect(() => traceSteps(requestOf([step('remove', 2)]))).toThrow(
    'the first operation is not possible: "remove section 2" is not possible in this state',
  );
});

test('the outline of a long story contains few states', () => {
  const large = requestOf([step('add', 2, [3])], {
    geometry: 'real3',
    structPage: 64,
    edat1: false,
    edat2: false,
  });
  const { steps, violatedAt } = outlineSteps(large);
  expect(steps.filter(({ state }) => state !== null).length).toBeLessThan(10);
  expect(steps[violatedAt ?? 0].text).toBe('return = 0');
});
