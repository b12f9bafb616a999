/** Files that export a system: what is accepted, and what is rejected in one line. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import { searches } from '../../../src/jobs/search-job.ts';
import { definedKind, loadModelFile } from '../../../src/subjects/defined/file/load-model.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';
import { noLimits } from '../../toys/ask.ts';

const models = 'test/toys/models';

async function search(file: string) {
  const subject = await loadModelFile(file);
  const { result, paths } = await runInThisThread(
    searches,
    {
      scope: subject.scope,
      invariantIds: subject.claims.invariants.map(({ id }) => id),
      search: 'bfs',
      exact: true,
      stopAtFirst: false,
      limits: noLimits,
    },
    {
      subject,
      now: () => 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const { stateCount: states, transitionCount: transitions, depth, goalsReached } = result;
  const violations = result.violations.map(({ invariant: { id }, count }, index) => ({
    id,
    count,
    path: paths[index].map(({ label }) => label),
  }));
  return { states, transitions, depth, goalsReached, violations };
}

describe('the models of the folder, with hand-made counts in their first lines', () => {
  test('lost-wakeup.mjs', async () => {
    expect(await search('examples/bounded-buffer/lost-wakeup.mjs')).toEqual({
      states: 14,
      transitions: 26,
      depth: 7,
      goalsReached: [true, false],
      violations: [
        {
          id: 'no-deadlock',
          count: 1,
          path: [
            'consumer 1 waits',
            'consumer 2 waits',
            'the producer puts an item and wakes consumer 1',
            'the producer waits',
            'consumer 1 takes the item and wakes consumer 2',
            'consumer 1 waits',
            'consumer 2 waits',
          ],
        },
        // Transitions that lead to no item with {P}, {P,1}, {P,2} or {P,1,2}: 2, 1, 1 and 2.
        { id: 'producer-runs-if-empty', count: 6, path: expect.objectContaining({ length: 5 }) },
      ],
    });
  });

  test('late-flag.ts', async () => {
    expect(await search(`${models}/late-flag.ts`)).toEqual({
      states: 9,
      transitions: 16,
      depth: 4,
      goalsReached: [],
      violations: [
        {
          id: 'alone',
          count: 2,
          path: [
            'thread 0 sees nobody inside',
            'thread 1 sees nobody inside',
            'thread 0 goes in',
            'thread 1 goes in',
          ],
        },
      ],
    });
  });

  test('token-ring.mjs exports system and claims separately, and its start violates a claim', async () => {
    expect(await search(`${models}/token-ring.mjs`)).toEqual({
      states: 7,
      transitions: 10,
      depth: 5,
      goalsReached: [true],
      violations: [
        // One of the three messages is lost.
        {
          id: 'kept',
          count: 3,
          path: ['node 0 passes the token on', 'the token for node 1 is lost'],
        },
        // The start, the message to node 0, and the new token.
        { id: 'not-at-0', count: 3, path: [] },
      ],
    });
  });
});

describe('a file that', () => {
  const folder = folderForEachTest();
  const refusal = async (name: string, content: string): Promise<string> => {
    const file = folder.at(name);
    writeFileSync(file, content);
    return loadModelFile(file).then(
      () => 'taken',
      (error: Error) => `${error.name}: ${error.message.replaceAll(file, 'FILE')}`,
    );
  };
  const head = `import { defineModel, defineSystem, invariant, range } from 'tablewalk';
    const system = defineSystem({ n: range(0, 1) }, { actions: [{ name: 'a', effect() {} }] });
    const claim = (id) => invariant({ id, claim: 'It is so.', holds: () => true });
    const model = defineModel({ system, invariants: [claim('one')] });\n`;

  test.each([
    ['throws', 'throw new TypeError("boom");', 'FILE: cannot be imported: TypeError: boom'],
    ['is no script', 'export default {', /^InputError: FILE: cannot be imported: /],
    [
      'exports nothing',
      head,
      'FILE: exports no system; write export default defineModel({ system, invariants })',
    ],
    [
      'exports two models',
      `${head}export const other = { ...model }; export { model };`,
      'FILE: exports 2 systems: model, other; make one the default',
    ],
    [
      'exports a system without claims',
      `${head}export { system };`,
      'FILE: exports a system and no invariants; write export default defineModel({ system, invariants })',
    ],
    [
      'has a claim of no kind',
      `${head}export { system }; export const invariants = [{ id: 'one' }];`,
      /^InputError: FILE: the model.invariants\[0\]/,
    ],
    [
      'has more claims than a search can judge',
      `${head}export default { system, invariants: Array.from({ length: 32 }, (_, i) => claim('c' + i)) };`,
      'FILE: 32 invariants are given; one check takes at most 31',
    ],
    [
      'has two claims of one name',
      `${head}export default { system, invariants: [claim('one'), claim('one')] };`,
      'FILE: two invariants are named "one"; names must be unique',
    ],
    [
      'is taken by its default export',
      `${head}export default model; export const other = { ...model };`,
      'taken',
    ],
  ])('%s', async (what, content, message) => {
    const refused = await refusal(`${what.replaceAll(' ', '-')}.mjs`, content);
    if (typeof message === 'string' && message !== 'taken')
      expect(refused).toBe(`InputError: ${message}`);
    else expect(refused).toMatch(message);
  });

  test('is missing, or has no script extension', async () => {
    const missing = loadModelFile('no-such-file.mjs');
    await expect(missing).rejects.toThrow(
      'the file of a system is "no-such-file.mjs"; there is no such file or directory',
    );
    await expect(loadModelFile('README.md')).rejects.toThrow(
      'the file of a system is "README.md"; its name must end in .mjs, .js, .cjs, .ts, .mts',
    );
  });

  test('has changed since another thread read it is refused there', async () => {
    const file = folder.at('changes.mjs');
    writeFileSync(file, `${head}export default model;`);
    const subject = await loadModelFile(file);
    expect((await definedKind.ofRef(subject.ref()))?.scopes.resolve('whole', {})).toEqual([
      subject.scope,
    ]);
    writeFileSync(file, `${head}export default model; // changed`);
    await expect(definedKind.ofRef(subject.ref())).rejects.toThrow(`${file} has changed: `);
  });
});
