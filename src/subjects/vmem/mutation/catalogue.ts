/** All mutants, and the code that injects one into a kernel. */
import type { Feature } from '../kernel/features.ts';
import { withFeatures } from '../kernel/hand-written.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import type { CallKind, Program } from '../kernel/request.ts';
import { faultMutants } from './fault-mutants.ts';
import type { MutatedCall, VmemMutant } from './mutant.ts';
import { rewritten } from './mutant.ts';
import { realBugs } from './real-bugs.ts';
import { systematicMutants } from './systematic.ts';
import { threadMutants } from './thread-mutants.ts';

function withoutFeature(feature: Feature, id: string, mistake: string): VmemMutant {
  return { id, mistake, origin: 'systematic', features: { [feature]: false } };
}

/** Mutants that omit a patch of the series. */
const forgottenPatches: readonly VmemMutant[] = [
  withoutFeature('undoesFailedPopulate', 'no-rollback', 'a failed populate is not undone'),
  withoutFeature('freesEmptyTables', 'no-table-freed', 'empty tables are never freed'),
  withoutFeature('takesMutex', 'no-mutex', 'populate and free take no mutex'),
  withoutFeature('marksUnusedParts', 'no-marks', 'shared blocks are neither marked nor freed'),
  withoutFeature('freesMemmap', 'no-memmap-freed', 'vmemmap_free() does nothing'),
  withoutFeature(
    'freesAfterFlush',
    'free-before-clear',
    'tables and memmap are freed before their entries are cleared',
  ),
  withoutFeature('flushesWholeEntries', 'flush-range-only', 'only the requested range is flushed'),
  withoutFeature('keepsErrorCode', 'error-code-lost', 'a failure after a success is not returned'),
  {
    id: 'reserved-test-dropped',
    mistake: 'tables are freed even if they may be shared',
    origin: 'systematic',
    features: { refusesVmallocRange: true },
  },
  withoutFeature(
    'marksContinuedPart',
    'continued-part-unmarked',
    'a part that continues the remembered tail is not marked as used',
  ),
];

export const mutants: readonly VmemMutant[] = [
  ...systematicMutants,
  ...forgottenPatches,
  ...threadMutants,
  ...faultMutants,
  ...realBugs,
];

export const mutantIds: readonly string[] = mutants.map((mutant) => mutant.id);

export function findMutant(id: string): VmemMutant | undefined {
  return mutants.find((mutant) => mutant.id === id);
}

export function mutated(kernel: KernelContext, mutant: VmemMutant): KernelContext {
  // A copy would query every feature and hide which ones the programs query.
  const { features } = mutant;
  const source = features === undefined ? kernel.source : withFeatures(kernel.source, features);
  return {
    source,
    machine: kernel.machine,
    rewriteCall: (kind, start, end, program) =>
      mutatedCall(kernel, mutant, kind, start, end, program),
  };
}

function mutatedCall(
  kernel: KernelContext,
  mutant: VmemMutant,
  kind: CallKind,
  start: number,
  end: number,
  program: Program<number | null>,
): Program<number | null> {
  const call: MutatedCall = { kernel, kind, start, end };
  if (mutant.skips?.(call)) return returnsAtOnce();
  const { rewriter, result } = mutant;
  const body = rewriter === undefined ? program : rewritten(program, rewriter(call));
  return result === undefined ? body : withResult(body, (value) => result(value, call));
}

// biome-ignore lint/correctness/useYield: a program without requests is still a program
function* returnsAtOnce(): Program<number> {
  return 0;
}

function* withResult(
  program: Program<number | null>,
  change: (result: number) => number,
): Program<number | null> {
  const result = yield* program;
  return result === null ? null : change(result);
}
