/** Mutants that repeat bugs of real kernels: bugs that review missed must not escape the invariants. */
import { flush, freeHeld } from '../kernel/ask.ts';
import { CallKind, Op, type Request, type RequestOf } from '../kernel/request.ts';
import { alignDown, isAligned, Level } from '../machine/geometry.ts';
import type { Rewriting } from './mutant.ts';
import {
  dropping,
  knowingFailure,
  type MutatedCall,
  type RewriterOf,
  replacing,
  type VmemMutant,
} from './mutant.ts';

/** 280abe14b6e0: the front of a new block was marked from where the used part starts. */
const marksFrontTooLate: RewriterOf = ({ kernel, kind }) => {
  let used = 0;
  const pmd = kernel.machine.geometry.span[Level.pmd];
  return {
    rewrite(request): Rewriting {
      if (request.op === Op.markUsed) used = request.va;
      const isFront =
        kind === CallKind.populate &&
        used !== 0 &&
        request.op === Op.markUnused &&
        isAligned(request.va, pmd);
      if (!isFront) return 'issue';
      const room = alignDown(used, pmd) + pmd - used;
      return { instead: [{ ...request, va: used, bytes: Math.min(request.bytes, room) }] };
    },
  };
};

/** ccaea15296f9: the clean-up misses the last allocation before the failure. */
const forgetsFirstOnRollback: RewriterOf = ({ kind }) => {
  let forgotten = false;
  return knowingFailure((request, failed) => {
    const isFree = freesMemmap(request);
    if (kind !== CallKind.populate || !failed || forgotten || !isFree) return 'issue';
    forgotten = true;
    return { answer: 0 };
  });
};

/** c3576889d87b: the error path subtracts a value that was never added. */
const subtractsOnFailure: RewriterOf = ({ kind }) =>
  knowingFailure((request, failed) => {
    const isRollback = kind === CallKind.add && failed && request.op === Op.count;
    return isRollback && request.delta < 0
      ? { instead: [{ ...request, delta: request.delta - 1 }] }
      : 'issue';
  });

/** d4234d131b0a: a leaf is removed with the first of its users, although others still use it. */
const clearsSharedBlocks: RewriterOf = ({ kind }) => ({
  rewrite(request): Rewriting {
    if (kind !== CallKind.free) return 'issue';
    if (request.op === Op.testUnused) return { answer: 1 };
    return request.op === Op.markUnused ? { answer: 0 } : 'issue';
  },
});

/** 5e0fb5df2ee8: a table is freed as soon as its entry is cleared; the flush comes too late. */
const freesTablesBeforeFlush: RewriterOf = () => {
  let scanned = false;
  return {
    rewrite(request): Rewriting {
      const isTable = scanned && request.op === Op.clear && request.isHeld;
      scanned = request.op === Op.scanTable;
      if (isTable) {
        return { instead: [request, freeHeld(request.level, request.va, true)] };
      }
      return request.op === Op.freeHeld && request.isTable ? { answer: 0 } : 'issue';
    },
  };
};

/** 48478b9f7913: an entry cached again between the flush and the clear stays cached. */
const flushesFirst: RewriterOf = ({ start, end }) => ({
  rewrite(request): Rewriting {
    if (request.op === Op.flush) return { answer: 0 };
    if (request.op !== Op.lock) return 'issue';
    return { instead: [request, flush(start, end)] };
  },
});

const isFullPudTable = (request: Request): boolean =>
  (request.op === Op.freeTable || request.op === Op.freeHeld || request.op === Op.clear) &&
  request.level === Level.p4d;

const freesMemmap = (request: Request): request is RequestOf<'freeMemmap' | 'freeHeld'> =>
  request.op === Op.freeMemmap || (request.op === Op.freeHeld && !request.isTable);

export const realBugs: readonly VmemMutant[] = [
  {
    id: 'pud-table-not-linked',
    mistake: 'a new pud table is not linked into its p4d entry',
    origin: 'bffc2f7aa963 (s390, 5.9-rc3)',
    features: { linksPudTable: false },
  },
  {
    id: 'kasan-test-swapped',
    mistake: 'the KASAN test keeps tables below the shadow and frees those that intersect it',
    origin: '108303b0a2d2 (s390, 2023)',
    features: { kasanTestIntersects: false },
  },
  {
    id: 'front-marked-too-late',
    mistake: 'the front of a new block is marked from the used part on',
    origin: '280abe14b6e0 (x86, 2022)',
    rewriter: marksFrontTooLate,
  },
  {
    id: 'rest-of-block-not-marked',
    mistake: 'the unpopulated part of a new block is never marked',
    origin: '8d400913c231 (x86, 2021)',
    features: { defersTailMarks: false },
    rewriter: dropping((r, call) => r.op === Op.markUnused && call.kind === CallKind.populate),
  },
  {
    id: 'shared-block-cleared-whole',
    mistake: 'removing one user of a shared block clears the whole leaf',
    origin: 'd4234d131b0a (arm64, 2025)',
    rewriter: clearsSharedBlocks,
  },
  {
    id: 'pud-table-never-freed',
    mistake: 'one level is forgotten when tables are freed',
    origin: '9ce8853b4a73 (powerpc, 2020)',
    rewriter: dropping(isFullPudTable),
  },
  {
    id: 'rollback-forgets-one',
    mistake: 'the clean-up after a failed populate forgets the first page',
    origin: 'ccaea15296f9 (powerpc, 2020)',
    rewriter: forgetsFirstOnRollback,
  },
  {
    id: 'unaligned-part-not-populated',
    mistake: 'a populate that starts inside a block does nothing and succeeds',
    origin: 'ef69bc9f689d (generic, 2020)',
    skips: (call) =>
      call.kind === CallKind.populate &&
      !isAligned(call.start, call.kernel.machine.geometry.span[Level.pmd]),
  },
  {
    id: 'leaf-removed-whole',
    mistake: 'a leaf is cleared although only a part of it is removed',
    origin: 'd6d6ebfc5dbb (powerpc, 2020); s390 before the series',
    features: { removesRecursively: false },
  },
  {
    id: 'failed-add-ignored',
    mistake: 'a failed allocation of the identity mapping is ignored',
    origin: 'neondatabase/autoscaling#1391 (x86, 2025)',
    result: (result, call) => (call.kind === CallKind.add ? 0 : result),
  },
  {
    id: 'rollback-subtracts-more',
    mistake: 'the error path subtracts a value from a counter that was never added',
    origin: 'c3576889d87b (generic, 2026)',
    rewriter: subtractsOnFailure,
  },
  {
    id: 'table-freed-before-flush',
    mistake: 'a table is freed as soon as its entry is cleared, before the flush',
    origin: '5e0fb5df2ee8 (x86, 2018)',
    rewriter: freesTablesBeforeFlush,
  },
  {
    id: 'flush-too-early',
    mistake: 'the flush comes before the entries are cleared',
    origin: '48478b9f7913 (arm64, 2026)',
    rewriter: flushesFirst,
  },
  {
    id: 'wrong-block-freed',
    mistake: 'the address of the block to free is computed wrongly: always the first of the range',
    origin: 'b0e98aa9c411 (s390, 2020)',
    rewriter: replacing(
      (r, call): r is RequestOf<'freeMemmap' | 'freeHeld'> =>
        freesMemmap(r) && r.level === Level.pmd && call.kind === CallKind.free,
      (r, call) => [{ ...r, va: firstInTable(r.va, call) }],
    ),
  },
];

/** Start of the call, if it lies in the same pmd table as the request; else the request's own address. */
function firstInTable(va: number, call: MutatedCall): number {
  const tableBytes = call.kernel.machine.geometry.span[Level.pud];
  const isSame = alignDown(call.start, tableBytes) === alignDown(va, tableBytes);
  return isSame ? call.start : va;
}
