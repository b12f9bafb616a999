/** Counterexample files of the models in the tests, written by hand: the path of each by the name of its system. */
import { loadModelFile } from '../../src/subjects/defined/file/load-model.ts';
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
