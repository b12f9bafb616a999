/** Events in kernel terms, and the folding of long calls. */
import { expect, test } from 'vitest';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import { execute } from '../../../../src/subjects/vmem/execution/executor.ts';
import {
  EventKind,
  type RecordedEvent,
  Target,
} from '../../../../src/subjects/vmem/machine/events.ts';
import { eventLine } from '../../../../src/subjects/vmem/steps/event-words.ts';
import { narrate } from '../../../../src/subjects/vmem/story/narrate.ts';
import { quickScope, step } from '../../../support/counterexamples.ts';

function event(kind: EventKind, a = 0, b = 0, c = 0, d = 0): RecordedEvent {
  return { kind, a, b, c, d };
}

test('every kind of event has its own line', () => {
  const events = Object.values(EventKind).map((kind) => event(kind, 1, 1, 0, 1));
  expect(events.map(eventLine).join('\n')).toMatchInlineSnapshot(`
    "lock vmem_mutex
    unlock vmem_mutex
    alloc pmd table t1
    set pmd 0x1 -> t1
    clear pmd 0x1 (was t1)
    free block b1
    free block b1, which is not allocated
    memset 0x1 +1 = 0
    FAULT: memset 0x1 +1 = 0, which is not mapped
    scan 0x1 +1: not all 0xFD
    flush TLB 0x1-0x1
    count direct-map pmd leaves +1
    WARN_ON_ONCE in vmem_free_pages()
    OOPS: follows pmd 0x0, which is not a table
    free 1 pages to the altmap
    FAULT: cleared"
  `);
});

test('errors are highlighted', () => {
  const events = [
    event(EventKind.alloc, 5, 0),
    event(EventKind.set, 2, 0x20000, Target.identityOver),
    event(EventKind.badFree, Target.block, 3),
    event(EventKind.fault, 0x84000, 4096, -1),
    event(EventKind.oops, 2, 1, 0x4000),
  ];
  expect(events.map(eventLine).join('\n')).toMatchInlineSnapshot(`
    "alloc block: FAILS
    set pud 0x20000 -> identity, over a used entry
    free block b3, which is not allocated
    FAULT: scan of 0x84000 +4096, which is not mapped
    OOPS: follows pmd 0x4000, whose table is freed"
  `);
});

/** Without EDAT each section needs sixteen 4 KiB leaves: the same four steps for each table of four. */
test('runs of similar steps are folded, also when several steps repeat', () => {
  const scope = buildScope({ ...quickScope(), edat1: false, edat2: false });
  const { operations } = execute(scope, { operations: [step('add', 2)] });
  const calls = operations[0].calls.map(({ events }) => narrate(events).map(({ text }) => text));
  expect(calls.map((lines) => lines.join('\n')).join('\n\n')).toMatchInlineSnapshot(`
    "alloc p4d table t1
    set pgd 0x0 -> t1
    alloc pud table t2
    set p4d 0x20000 -> t2
    alloc pmd table t3
    set pud 0x20000 -> t3
    alloc pte table t4
    set pmd 0x20000 -> t4
    set pte 0x20000 -> identity ... 0x23000 (4 times)
    count direct-map pte leaves +4
    alloc pte table t5
    set pmd 0x24000 -> t5
    set pte 0x24000 -> identity ... 0x27000 (4 times)
    count direct-map pte leaves +4
    alloc pte table t6
    set pmd 0x28000 -> t6
    set pte 0x28000 -> identity ... 0x2b000 (4 times)
    count direct-map pte leaves +4
    alloc pte table t7
    set pmd 0x2c000 -> t7
    set pte 0x2c000 -> identity ... 0x2f000 (4 times)
    count direct-map pte leaves +4

    alloc p4d table t8
    set pgd 0x80000 -> t8
    alloc pud table t9
    set p4d 0x80000 -> t9
    alloc pmd table t10
    set pud 0x80000 -> t10
    alloc pte table t11
    set pmd 0x8c000 -> t11
    alloc page p1
    set pte 0x8c000 -> p1
    ... and so on, 4 times, up to: alloc page p4; set pte 0x8f000 -> p4
    alloc pmd table t12
    set pud 0x90000 -> t12
    alloc pte table t13
    set pmd 0x90000 -> t13
    alloc page p5
    set pte 0x90000 -> p5
    alloc page p6
    set pte 0x91000 -> p6"
  `);
});

test('a kept event is never folded, and a kept lock is shown', () => {
  const events = [
    event(EventKind.lock),
    ...[0, 1, 2, 3, 4, 5].map((page) => event(EventKind.set, 0, page * 4096, Target.identity)),
    event(EventKind.unlock),
  ];
  expect(narrate(events).map(({ text }) => text)).toEqual([
    'set pte 0x0 -> identity ... 0x5000 (6 times)',
  ]);
  expect(narrate(events, new Set([3, 7])).map(({ text }) => text)).toEqual([
    'set pte 0x0 -> identity',
    'set pte 0x1000 -> identity',
    'set pte 0x2000 -> identity',
    'set pte 0x3000 -> identity ... 0x5000 (3 times)',
    'unlock vmem_mutex',
  ]);
});

test('the shown steps cover all events between them, in order', () => {
  const scope = buildScope({ ...quickScope(), edat1: false, edat2: false });
  const { operations } = execute(scope, {
    operations: [step('add', 2), step('remove', 2)],
  });
  for (const { events } of operations.flatMap(({ calls }) => calls)) {
    const reported = narrate(events);
    const gaps = reported.slice(1).filter(({ first }, index) => first !== reported[index].last + 1);
    expect(gaps).toEqual([]);
  }
});
