/**
 * A kernel that is named together with a mutant is searched exactly like the one that `mutate`
 * creates.
 */
import { expect, test } from 'vitest';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../../src/subjects/vmem/create-system.ts';
import { mutantIds } from '../../../src/subjects/vmem/mutation/catalogue.ts';
import { kernelName } from '../../../src/subjects/vmem/mutation/named-kernel.ts';
import { watchedSystem } from '../../../src/subjects/vmem/reached/watched-system.ts';
import { resolveScopes } from '../../../src/subjects/vmem/scope/resolve-scopes.ts';
import { scopeOf, searchAll, worldOf } from './scopes.ts';

test.each(mutantIds)('strict-order with %s', (mutant) => {
  const { mutant: _none, ...config } = worldOf({ revision: kernelName('strict-order', mutant) });
  const reported = ({ revision, ...over }: { revision: string; mutant: string | null }) =>
    createSystem(scopeOf({ revision, ...over }), 'tiny3');
  const named = searchAll(createSystem(buildScope(config), 'tiny3'));
  const put = searchAll(reported({ revision: 'strict-order', mutant }));
  const watched = searchAll(watchedSystem(config).system);
  const counts = ({ stateCount, transitionCount, stepCount, violations }: typeof named) => [
    stateCount,
    transitionCount,
    stepCount,
    violations.map(({ invariant, schedule }) => [invariant.id, schedule]),
  ];
  expect(counts(named)).toEqual(counts(put));
  expect(counts(watched)).toEqual(counts(put));
});

test('with threads, no steps are merged and no lock is omitted', () => {
  const revision = 'strict-order+mutant-drop-flush';
  const threaded = resolveScopes('threads', { revision });
  expect(threaded.map(({ merge, locks }) => [merge, locks])).toEqual([['none', 'all']]);
  expect(resolveScopes('quick', { revision }).map(({ locks }) => locks)).toEqual(['contended']);
  expect(() => resolveScopes('threads', { revision, merge: 'reads' })).toThrow(
    '--merge is reads with mutant drop-flush, which may move locks; use --merge none',
  );
  expect(() => resolveScopes('threads', { revision, locks: 'contended' })).toThrow(
    '--locks is contended with mutant drop-flush, which may move locks; use --locks all',
  );
});
