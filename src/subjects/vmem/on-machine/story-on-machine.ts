/**
 * A counterexample on a running machine: its operations with the machine's own sections, struct pages
 * and leaves. The model finds the failing attempts, because other tables mean other attempts.
 */
import { firstBrokenPart } from '../../../counterexample/judge-execution.ts';
import { InputError } from '../../../errors.ts';
import { findInvariant } from '../../../invariants/catalogue.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import type { RecordSurroundings } from '../../../subject/recording.ts';
import { buildScope } from '../build-scope.ts';
import { type Allocation, type Chance, chanceByKind } from '../execution/chance.ts';
import type { VmemExecution } from '../execution/execution.ts';
import { ScopeExecutor } from '../execution/executor.ts';
import { facilitiesOf } from '../machine/description.ts';
import { geometries, Level, pageBytes } from '../machine/geometry.ts';
import type { LogMachine } from '../recordings/log/log-machine.ts';
import { sectionSizes, structPages } from '../scope/machine-fields.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';
import type { PlannedOperation } from './plan.ts';

export interface StoryOnMachine {
  readonly invariant: string;
  readonly operations: readonly PlannedOperation[];
  /** The operation that violates the claim in the model of this machine, from 1; null if none does. */
  readonly brokenBy: number | null;
  /** The candidates that the model tried: positions of the first section, and failing attempts. */
  readonly tried: { readonly places: number; readonly ways: number };
}

type Performance = Omit<StoryOnMachine, 'tried'>;

/** Candidate positions of the first section, counted in sections: sharing of blocks depends on it. */
const shifts = [0, 1, 2, 3];
/**
 * For each failure, the attempts that are tried: without large leaves, the tables of the memmap are
 * requested last, after one for each MiB of the identity mapping.
 */
const candidatesMax = { first: 12, last: 4 };
const performed = ['add', 'online', 'remove'] as const;
const block = geometries.real3.span[Level.pmd];
const tableBytes = geometries.real3.span[Level.pud];

type Named = ReturnType<RecordSurroundings['readStory']>;

/** Throws `InputError` for a story that cannot be performed. */
export function performable(file: string, read: Named): VmemCounterexample {
  const story = read as VmemCounterexample;
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be performed on a running kernel: ${why}`);
  };
  if (story.request.threads.length > 0)
    refuse('it has threads, and their schedule cannot be controlled there');
  if (story.request.kasan) refuse('it needs a KASAN shadow');
  if (story.request.boot.length > 0)
    refuse('it removes boot memory, and a recording begins with empty tables');
  if (findInvariant(story.invariant) === undefined) refuse(`no claim is named ${story.invariant}`);
  const other = story.operations.find(({ op }) => performed.every((known) => known !== op));
  if (other !== undefined)
    refuse(`it has the operation ${other.op}; only add, online and remove are performed`);
  return story;
}

/** The story in a form that this machine can perform, preferably one that violates the claim. */
export function onMachine(
  story: VmemCounterexample,
  revision: string,
  machine: LogMachine,
  firstSection: number,
): StoryOnMachine {
  const invariant = findInvariant(story.invariant);
  if (invariant === undefined) throw new InputError(`no claim is named ${story.invariant}`);
  const places = placesFrom(firstSection, machine);
  let ways = 0;
  let simplest: Performance | undefined;
  for (const [index, first] of places.entries()) {
    const translated = requestOf(story, revision, machine, first);
    for (const found of performances(story, translated, invariant)) {
      ways++;
      simplest ??= found;
      if (found.brokenBy !== null) return { ...found, tried: { places: index + 1, ways } };
    }
  }
  if (simplest === undefined) throw new InputError('the story has no operation to perform');
  return { ...simplest, tried: { places: places.length, ways } };
}

/** Sections to try. Without large leaves all are equivalent. */
function placesFrom(section: number, machine: LogMachine): number[] {
  if (!machine.edat1) return [section];
  // The memmap of this section needs two tables, so that the second allocation can fail after the
  // first.
  const memmapBytes = (machine.section / pageBytes) * machine.structPage;
  const border = Math.ceil((section * memmapBytes) / tableBytes) * tableBytes;
  const across = Math.floor((border - 1) / memmapBytes);
  return [...shifts.map((shift) => section + shift), across - 1, across];
}

interface Translated {
  readonly request: ScopeConfig;
  readonly sectionOf: (section: number) => number;
}

function requestOf(
  { request, operations }: VmemCounterexample,
  revision: string,
  machine: LogMachine,
  firstSection: number,
): Translated {
  const structPage = structPages.find((known) => known === machine.structPage);
  if (structPage === undefined) {
    throw new InputError(
      `struct page has ${machine.structPage} bytes; the model supports ${structPages.join(', ')}`,
    );
  }
  const sectionSize = sectionSizes.find((known) => known === machine.section / 2 ** 20);
  if (sectionSize === undefined) {
    throw new InputError(
      `a section has ${machine.section / 2 ** 20} MiB; the model supports ${sectionSizes.join(' and ')}`,
    );
  }
  const lowest = Math.min(...operations.flatMap(({ sections = [] }) => sections));
  const sectionOf = (section: number): number => section - lowest + firstSection;
  const hasContents = operations.some(({ contents }) => contents.length > 0);
  const used = request.blocks.filter((sections) => sections.every((section) => section >= lowest));
  return {
    sectionOf,
    request: {
      ...request,
      ...{ revision, structPage, sectionSize },
      ...facilitiesOf(machine),
      geometry: 'real3',
      vmalloc: 'far',
      dcss: null,
      blocks: used.map((sections) => sections.map(sectionOf)),
      fresh: hasContents ? 'unused' : 'zero',
      failAllocs: Infinity,
      ops: Infinity,
    },
  };
}

/**
 * The story with failures identified by kind, then with other attempts of those kinds in the last
 * operation with failures.
 */
function* performances(
  story: VmemCounterexample,
  { request, sectionOf }: Translated,
  invariant: Invariant,
): Generator<Performance> {
  const own = new ScopeExecutor(buildScope(story.request)).execute(story);
  const executor = new ScopeExecutor(buildScope(request));
  const bare = story.operations.map(({ op, sections = [] }) => ({
    op,
    sections: sections.map(sectionOf),
    failed: [],
    contents: [],
  }));
  const byKind = story.operations.map((operation, index) =>
    chanceByKind({ ...operation, contents: [] }, own.allocations.get(index) ?? []),
  );
  const hasContents = request.fresh === 'unused';
  const last = story.operations.findLastIndex(({ failed }) => failed.length > 0);
  const execute = (fails: readonly number[] | null) => {
    const chanceOf = (index: number): Chance => ({
      fails: (allocation) =>
        index === last && fails !== null
          ? fails.includes(allocation.attempt)
          : byKind[index].fails(allocation),
      contentOf: ({ kind }) => (hasContents ? [[0, kind === 'block' ? block : pageBytes]] : null),
    });
    return { execution: executor.execute({ operations: bare }, { chanceOf }), chanceOf };
  };
  const performance = (fails: readonly number[] | null): Performance => {
    const { execution, chanceOf } = execute(fails);
    return { invariant: invariant.id, ...storyPlan(execution, invariant, chanceOf) };
  };
  yield performance(null);
  if (last < 0) return;
  const kinds = (own.allocations.get(last) ?? [])
    .filter(({ attempt }) => story.operations[last].failed.includes(attempt))
    .map(({ kind }) => kind);
  const requested = (fails: readonly number[]) =>
    execute(fails).execution.allocations.get(last) ?? [];
  for (const fails of failuresOf(kinds, requested)) yield performance(fails);
}

/**
 * Attempts that can fail, one of each kind in this order. A failure changes what is requested after it: a
 * block that fails is replaced by a table and many pages, so the next of its kind may be hundreds later.
 */
function* failuresOf(
  kinds: readonly Allocation['kind'][],
  requested: (fails: readonly number[]) => readonly Allocation[],
  fails: readonly number[] = [],
): Generator<readonly number[]> {
  if (fails.length === kinds.length) {
    yield fails;
    return;
  }
  const candidates = requested(fails).filter(
    ({ attempt, kind }) => kind === kinds[fails.length] && attempt > (fails.at(-1) ?? 0),
  );
  const { first, last } = candidatesMax;
  const tried = candidates.filter((_, at) => at < first || at >= candidates.length - last);
  for (const { attempt } of tried) {
    yield* failuresOf(kinds, requested, [...fails, attempt]);
  }
}

function storyPlan(
  execution: VmemExecution,
  invariant: Invariant,
  chanceOf: (index: number) => Chance,
): Omit<Performance, 'invariant'> {
  const broken = firstBrokenPart(invariant, execution);
  return {
    brokenBy: execution.operations[broken] === undefined ? null : broken + 1,
    operations: execution.operations.map(({ index, scheduled }) => {
      const chance = chanceOf(index);
      const requested = execution.allocations.get(index) ?? [];
      const failed = requested.filter((allocation) => chance.fails(allocation));
      const contents = requested.flatMap((allocation) => {
        // The content of a page or a table is irrelevant.
        const isGiven = allocation.kind === 'block' && !failed.includes(allocation);
        const marked = isGiven ? chance.contentOf(allocation) : null;
        return marked === null ? [] : [{ attempt: allocation.attempt, marked: [...marked] }];
      });
      return {
        op: performed.find((known) => known === scheduled.op) ?? 'remove',
        sections: [...(scheduled.sections ?? [])],
        failed: failed.map(({ attempt }) => attempt),
        contents,
      };
    }),
  };
}
