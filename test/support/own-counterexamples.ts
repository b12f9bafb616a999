/**
 * Hand-written counterexample files for the test models: the path of each by the name of its system.
 */
import { loadModelFile } from '../../src/subjects/defined/file/load-model.ts';
import { cli } from './fake-io.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

export interface HandWritten {
  readonly system: string;
  readonly invariant: string;
  readonly actions: readonly string[];
}

export async function writeOwnCounterexample(
  folder: TemporaryFolder,
  { system, invariant, actions }: HandWritten,
): Promise<string> {
  const { scope } = await loadModelFile(system);
  const content = {
    schema: 'tablewalk/counterexample/1',
    request: scope,
    invariant,
    operations: actions.map((op) => ({ op })),
  };
  return folder.write(`${scope.revision}--${invariant}.json`, JSON.stringify(content));
}

/** One file for each model in the folder. */
export function ownFiles(folder: TemporaryFolder) {
  const write = (written: HandWritten): Promise<string> => writeOwnCounterexample(folder, written);
  /** Three redundant actions: thread 0 enters and leaves first. */
  const lateFlag = (system = 'test/toys/models/late-flag.ts') =>
    write({
      system,
      invariant: 'alone',
      actions: [
        'thread 0 sees nobody inside',
        'thread 0 goes in',
        'thread 0 leaves',
        'thread 0 sees nobody inside',
        'thread 1 sees nobody inside',
        'thread 0 goes in',
        'thread 1 goes in',
      ],
    });
  const noToken = () =>
    write({
      system: 'test/toys/models/token-ring.mjs',
      invariant: 'not-at-0',
      actions: ['(initial state)'],
    });
  const allWait = () =>
    write({
      system: 'examples/bounded-buffer/lost-wakeup.mjs',
      invariant: 'no-deadlock',
      actions: [
        'consumer 1 waits',
        'consumer 2 waits',
        'the producer puts an item and wakes consumer 1',
        'the producer waits',
        'consumer 1 takes the item and wakes consumer 2',
        'consumer 1 waits',
        'consumer 2 waits',
      ],
    });
  return { lateFlag, noToken, allWait };
}

export function ownRuns(folder: TemporaryFolder) {
  return {
    /** Its output and exit code. */
    async printed(...argv: string[]): Promise<string> {
      const { exitCode, stdout, stderr } = await cli(argv);
      return folder.masked(`${stdout}${stderr}exit code ${exitCode}`);
    },
    /** The parts of a JSON document that do not depend on a clock. */
    async answered(...argv: string[]): Promise<Record<string, unknown>> {
      return JSON.parse((await cli([...argv, '--json'])).stdout);
    },
  };
}
