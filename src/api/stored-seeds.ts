/** Stores failures of fast-check properties in the seed store that `tablewalk sample --seeds` also uses. */
import * as fc from 'fast-check';
import {
  addSeeds,
  formatSeed,
  prepareSeedStore,
  readSeedStore,
  type StoredSeed,
} from '../commands/sample/seed-store.ts';
import { walkGenerator } from '../counterexample/walk-generator.ts';
import { checkGiven, countGiven, textGiven } from '../input/given.ts';

/** How a property is run, and where its failures are stored. */
export interface StoredRuns {
  /** A file, or a directory of *.seeds files: stored failures are replayed first, new ones are added. */
  readonly seeds: string;
  /** Names the property in the store. */
  readonly name: string;
  /** A seed of fast-check; default: a random one. */
  readonly seed?: number;
  /** Number of runs in addition to the stored ones; default: 100. */
  readonly numRuns?: number;
}

/** How {@link assertStored} used the store. */
export interface StoredRunsResult {
  /** Failures from the store that were replayed. */
  readonly taken: number;
  /** Lines of the store that no longer fail. They stay in the store. */
  readonly lost: readonly string[];
  /** Lines that were not replayed, because they are from another version of fast-check or Tablewalk. */
  readonly otherGenerators: readonly string[];
}

const kinds = { seeds: textGiven, name: textGiven, numRuns: countGiven, seed: () => undefined };
/** The meaning of a path depends on fast-check and on how sequences are generated. */
const generator = `fast-check-${fc.__version.split('.')[0]}/${walkGenerator.split('/')[1]}`;

/**
 * Like `fc.assert`, with a store: seeds and paths that once made the property fail run first, and a new
 * failure is added to the store before it is thrown.
 *
 * @throws InputError if the store cannot be read or written, and the error of fast-check if the
 * property
 * fails.
 */
export async function assertStored<Values>(
  property: fc.IRawProperty<Values>,
  runs: StoredRuns,
): Promise<StoredRunsResult> {
  checkGiven('runs', runs, kinds);
  textGiven('runs.seeds', runs.seeds);
  textGiven('runs.name', runs.name);
  const { seeds, name, ...parameters } = runs;
  const store = readSeedStore(seeds);
  prepareSeedStore(store, 'fast-check');
  const ours = store.seeds.filter(
    (one) => one.claim === name && one.generator.startsWith('fast-check-'),
  );
  const taken = ours.filter((one) => one.generator === generator);
  const lost: StoredSeed[] = [];
  for (const stored of taken) {
    const details = await fc.check(property, { seed: Number(stored.seed), path: stored.at });
    throwFailure(details);
    lost.push(stored);
  }
  const details = await fc.check(property, parameters);
  const { counterexamplePath: path } = details;
  if (details.failed && path !== null) {
    const found = { generator, seed: String(details.seed), at: path, claim: name };
    const { unwritten } = addSeeds(store, 'fast-check', [{ ...found, length: 0, scope: '' }]);
    throwFailure(details, unwritten);
  }
  throwFailure(details);
  return {
    taken: taken.length,
    lost: lost.map(formatSeed),
    otherGenerators: ours.filter((one) => one.generator !== generator).map(formatSeed),
  };
}

/** `unwritten` is the reason why the failure is not in the store. */
function throwFailure<Values>(
  details: fc.RunDetails<Values>,
  unwritten: string | null = null,
): void {
  if (!details.failed) return;
  const report = fc.defaultReportMessage(details);
  const lines = unwritten === null ? [report] : [report, unwritten];
  throw new Error(lines.join('\n'), { cause: details.errorInstance });
}
