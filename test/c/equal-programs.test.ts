/**
 * Two implementations of one algorithm: the hand-written programs for linux-5.10 and our own C source
 * have the same states, transitions and verdicts. Step counts differ in one place: C loads the
 * remembered tail before it fills the rest of the block; the hand-written programs do both in one
 * step.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { buildScope } from '../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../src/subjects/vmem/create-system.ts';
import { findPreset } from '../../src/subjects/vmem/scope/presets.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import { seriesScopes } from '../../src/subjects/vmem/scope/series-scopes.ts';
import { receiveTexts } from '../../src/subjects/vmem/texts/kernel-texts.ts';

const file = fileURLToPath(new URL('own-vmem.c', import.meta.url));
// A source is named after the first twelve digits of its blob id; this test accepts any digits.
const name = 'own-vmem.c@000000000000';
const text = readFileSync(file, 'utf8');
await receiveTexts([{ name, texts: [{ file: 'own-vmem.c', path: 'own-vmem.c', text }] }]);

interface Found {
  readonly states: number;
  readonly transitions: number;
  readonly violated: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, number>>;
}

function search(config: ScopeConfig): Found {
  const result = breadthFirst({
    system: createSystem(buildScope(config), config.geometry),
    invariants,
    goals: [],
    limits: {
      stateCountMax: Infinity,
      memoryBytesMax: 2 ** 31,
      depthMax: Infinity,
      elapsedMsMax: Infinity,
    },
    hooks: { now: () => 0, shouldStop: () => false, onProgress: () => undefined },
    exact: false,
    slotBytes: 8,
    stopAtFirst: false,
  });
  const { stateCount, transitionCount, violations } = result;
  const by = (value: (violation: (typeof violations)[number]) => number) =>
    Object.fromEntries(violations.map((one) => [one.invariant.id, value(one)]));
  return {
    states: stateCount,
    transitions: transitionCount,
    violated: by(({ schedule }) => schedule.length),
    steps: by(({ steps }) => steps),
  };
}

function compare(scopes: readonly ScopeConfig[]): void {
  expect(scopes.length).toBeGreaterThan(0);
  for (const scope of scopes) {
    const { steps, ...byHand } = search({ ...scope, revision: 'linux-5.10' });
    const { steps: fromC, ...read } = search({ ...scope, revision: name });
    expect(read).toEqual(byHand);
    // Each call fills a remembered tail at most once. An operation makes two calls, or four if it
    // fails.
    for (const [id, count] of Object.entries(fromC)) {
      expect(count - steps[id]).toBeGreaterThanOrEqual(0);
      expect(count - steps[id]).toBeLessThanOrEqual(4 * byHand.violated[id]);
    }
  }
}

test.each(['quick', 'kasan'])(
  'preset %s',
  (preset) => compare(findPreset(preset)?.scopes ?? []),
  1_200_000,
);

test('scopes of the series in which one root entry maps both memmap and vmalloc', () => {
  // pud++ from the middle of a root entry stays below VMALLOC_START, at any offset within the entry.
  const scopes = seriesScopes('linux-5.10', 'kernel');
  compare(scopes.filter(({ vmalloc, geometry }) => vmalloc === 'near' && geometry === 'tiny3'));
}, 1_200_000);
