/**
 * Reports of counterexamples with threads, including a deadlock, which is not caused by a single
 * step.
 */
import { expect, test } from 'vitest';
import { printed } from '../support/fake-io.ts';

const walker = 'corpus/F24-page-frame-walker--linux-5.10.json';
const deadlock = 'corpus/F25-lock-order--linux-5.10.json';

test('explain: operations, preemptions, assumptions', async () => {
  expect(await printed('explain', walker)).toMatchInlineSnapshot(`
    "linux-5.10 violates readers-stay-mapped
    A reader that found a section online finds its struct pages mapped.

    Each item was removed or changed alone, with all else as in the file.

    Operations, each removed:
      NEEDED      1. add section 2
                  without it "online section 2", "remove section 2" are not
                    possible
      NEEDED      2. online section 2
                  without it the claim holds
      NEEDED      3. walk the page frames of section 2
                  without it the claim holds
      NEEDED      4. remove section 2
                  without it the claim holds

    Preemptions, each removed:
      NEEDED      thread 2 is preempted after 1 step of operation 3
                  without it the claim holds
      not needed  thread 1 is preempted after 6 steps of operation 4
                  without it operation 3 violates the claim

    Assumptions, each changed:
      not needed  geometry tiny3 (3 levels)
                  also with tiny4 (4 levels) if thread 1 is preempted after
                    8 steps, tiny5 (5 levels) if thread 1 is preempted after
                    10 steps
      not needed  struct page 64
                  also with 16 if thread 1 is preempted after 11 steps, 48,
                    56 if thread 1 is preempted after 11 steps, 72 if thread
                    1 is preempted after 11 steps
      not needed  EDAT1 on
                  also with off if thread 1 is preempted after 8 steps
      not needed  EDAT2 on
                  also with off
      not needed  KASAN off
                  also with on
      not needed  debug_pagealloc off
                  also with on
      not needed  VMALLOC_START far
                  also with near
      not needed  fresh memory zero
                  also with unused, recycled

    Needed: 4 of 4 operations; 1 of 2 preemptions; no assumption.
    "
  `);
});

test('explain: the same with a KASAN shadow', async () => {
  const { assumptions } = JSON.parse(
    await printed('explain', 'corpus/F22-dumper-meets-dcss--linux-5.10.json', '--json'),
  );
  expect(assumptions.find(({ name }: { name: string }) => name === 'kasan')).toMatchInlineSnapshot(`
    {
      "name": "kasan",
      "necessary": false,
      "tried": [
        {
          "instead": "operation 3 violates the claim",
          "note": "",
          "value": "on",
          "violated": true,
        },
      ],
      "value": "off",
    }
  `);
});

test('show: which thread waits for which', async () => {
  const text = await printed('show', deadlock);
  const at = text.indexOf(' 1. ');
  expect(text.slice(at, text.indexOf('\n\nWhy'))).toMatchInlineSnapshot(`
    " 1. thread 1: dump the page tables at 0x20000
         outside vmem.c
           1  take mem_hotplug_lock
     2. thread 2: dump the page tables at 0x20000
         outside vmem.c
           2  lock vmem_mutex
              <-- here: thread 1 waits for vmem_mutex forever
              <-- here: thread 2 waits for mem_hotplug_lock forever"
  `);
});

test('show --json: lock owners, and the last step as the one that violates the claim', async () => {
  const { steps, violatedAt, waits } = JSON.parse(await printed('show', deadlock, '--json'));
  const locks = steps.map(({ state }: { state: { mutex: unknown; locks: unknown } }) => [
    state.mutex,
    state.locks,
  ]);
  const hotplug = { name: 'mem_hotplug_lock', thread: 1 };
  expect(locks).toEqual([
    [null, [hotplug]],
    [2, [hotplug]],
  ]);
  expect(violatedAt).toBe(1);
  expect(steps[1].violated).toEqual(['no-deadlock']);
  expect(waits).toEqual([
    'thread 1 waits for vmem_mutex forever',
    'thread 2 waits for mem_hotplug_lock forever',
  ]);
});

test('show --format mermaid: steps outside vmem.c belong to the thread', async () => {
  expect(await printed('show', deadlock, '--format', 'mermaid')).toMatchInlineSnapshot(`
    "sequenceDiagram
      %% linux-5.10 violates no-deadlock: While an operation runs, some thread can take a step.
      participant thread1 as thread 1
      participant thread2 as thread 2
      participant vmem as vmem.c
      participant tables as page tables
      participant memmap
      participant allocator
      participant tlb as TLB
      Note over thread1,tlb: 1. dump the page tables at 0x20000
      Note over thread1: outside vmem.c
      thread1->>thread1: take mem_hotplug_lock
      Note over thread2,tlb: 2. dump the page tables at 0x20000
      Note over thread2: outside vmem.c
      thread2->>thread2: lock vmem_mutex
      Note over thread2,tlb: HERE: thread 1 waits for vmem_mutex forever
      Note over thread2,tlb: HERE: thread 2 waits for mem_hotplug_lock forever
    "
  `);
});
