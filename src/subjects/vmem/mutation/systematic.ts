/** Systematic mutants: each step dropped, repeated, moved, misread, or given a wrong address. */
import {
  type Answer,
  CallKind,
  EntryClass,
  Op,
  type Request,
  type RequestOf,
  type StepName,
} from '../kernel/request.ts';
import { alignDown, Level, pageBytes } from '../machine/geometry.ts';
import {
  dropping,
  type MutatedCall,
  misreading,
  replacing,
  swapping,
  systematic,
  type VmemMutant,
} from './mutant.ts';

/** Requests of a kind, of entries of one level or of any. */
const is =
  <Name extends StepName>(name: Name, level?: Level) =>
  (request: Request): request is Extract<Request, RequestOf<Name>> =>
    request.op === Op[name] &&
    (level === undefined || ('level' in request && request.level === level));

/** Frees of memmap, or of the table below an entry of `level`: immediately or after the flush. */
const freesMemmap =
  (level: Level) =>
  (request: Request): request is RequestOf<'freeMemmap' | 'freeHeld'> =>
    (request.op === Op.freeMemmap || (request.op === Op.freeHeld && !request.isTable)) &&
    request.level === level;

const freesTable =
  (level?: Level) =>
  (request: Request): request is RequestOf<'freeTable' | 'freeHeld'> =>
    (request.op === Op.freeTable || (request.op === Op.freeHeld && request.isTable)) &&
    (level === undefined || request.level === level);

const isMemmapLeaf = (request: RequestOf<'clear'>, call: MutatedCall): boolean =>
  call.kind === CallKind.populate || call.kind === CallKind.free
    ? request.level <= Level.pmd
    : false;

const pmdBytes = (call: MutatedCall): number => call.kernel.machine.geometry.span[Level.pmd];

const leafAs =
  (cls: Answer) =>
  (answer: Answer): Answer =>
    answer === EntryClass.leaf ? cls : answer;

const dropped: readonly VmemMutant[] = [
  systematic('drop-flush', 'the flush is forgotten', dropping(is('flush'))),
  systematic('drop-free-block', 'memmap blocks are not freed', dropping(freesMemmap(Level.pmd))),
  systematic('drop-free-page', 'memmap pages are not freed', dropping(freesMemmap(Level.pte))),
  systematic('drop-free-pte-table', 'page tables are unlinked but not freed', {
    rewriter: dropping(freesTable(Level.pmd)),
  }),
  systematic('drop-free-pmd-table', 'pmd tables are unlinked but not freed', {
    rewriter: dropping(freesTable(Level.pud)),
  }),
  systematic('drop-clear-block', 'the entry of a freed memmap block is not cleared', {
    rewriter: dropping(
      (r, call) => r.op === Op.clear && r.level === Level.pmd && isMemmapLeaf(r, call),
    ),
  }),
  systematic(
    'drop-clear-identity',
    'identity leaves are subtracted from the counter but not cleared',
    {
      rewriter: dropping((r, call) => r.op === Op.clear && call.kind === CallKind.remove),
    },
  ),
  systematic('drop-clear-pte', 'pte entries are not cleared', dropping(is('clear', Level.pte))),
  systematic('drop-mark-used', 'the part in use is not marked as used', dropping(is('markUsed'))),
  systematic('drop-mark-unused', 'unused parts are not marked', dropping(is('markUnused'))),
  systematic('drop-mark-tail', 'the remembered tail is forgotten instead of marked', {
    rewriter: dropping(is('markTail')),
  }),
  systematic('drop-set-tail', 'the tail is not remembered', {
    rewriter: dropping((r) => r.op === Op.setTail && r.va !== 0),
  }),
  systematic('drop-reset-tail', 'the tail is marked and stays remembered', {
    rewriter: dropping((r) => r.op === Op.setTail && r.va === 0),
  }),
  systematic('drop-count-2g', 'the counter of 2 GiB leaves is not changed', {
    rewriter: dropping(is('count', Level.pud)),
  }),
  systematic('drop-count-1m', 'the counter of 1 MiB leaves is not changed', {
    rewriter: dropping(is('count', Level.pmd)),
  }),
  systematic('drop-count-4k', 'the counter of 4 KiB leaves is not changed', {
    rewriter: dropping(is('count', Level.pte)),
  }),
  systematic('drop-lock', 'vmem_mutex is not taken', {
    rewriter: dropping((r) => r.op === Op.lock || r.op === Op.unlock),
  }),
  systematic(
    'identity-without-mutex',
    'identity mappings are added and removed without vmem_mutex',
    {
      rewriter: dropping(
        (r, { kind }) =>
          (r.op === Op.lock || r.op === Op.unlock) &&
          (kind === CallKind.add || kind === CallKind.remove),
      ),
    },
  ),
  systematic('drop-set-table', 'a new pmd table is not linked', {
    rewriter: dropping(is('setTable', Level.pud)),
  }),
  systematic('drop-set-identity', 'identity leaves are counted but not written', {
    rewriter: dropping(is('setIdentity')),
  }),
  systematic('drop-last-identity-page', 'the last page of a range is not identity-mapped', {
    rewriter: dropping(
      (r, call) =>
        r.op === Op.setIdentity && r.level === Level.pte && r.va + pageBytes === call.end,
    ),
  }),
];

const repeated: readonly VmemMutant[] = [
  systematic('free-block-twice', 'memmap blocks are freed twice', {
    rewriter: replacing(freesMemmap(Level.pmd), (r) => [r, r]),
  }),
  systematic(
    'free-table-twice',
    'tables are freed twice',
    replacing(freesTable(), (r) => [r, r]),
  ),
  systematic(
    'count-twice',
    'leaves are counted twice',
    replacing(is('count'), (r) => [r, r]),
  ),
];

const moved: readonly VmemMutant[] = [
  systematic('unlock-before-flush', 'the mutex is released before the flush', {
    rewriter: swapping(is('flush')),
  }),
];

const misread: readonly VmemMutant[] = [
  systematic(
    'scan-table-always-empty',
    'every table is treated as empty',
    misreading(is('scanTable'), () => 1),
  ),
  systematic(
    'scan-pte-table-never-empty',
    'no page table is treated as empty',
    misreading(is('scanTable', Level.pte), () => 0),
  ),
  systematic(
    'scan-table-inverted',
    'full tables are treated as empty',
    misreading(is('scanTable'), (answer) => 1 - answer),
  ),
  systematic(
    'block-always-unused',
    'every shared block is treated as unused',
    misreading(is('testUnused'), () => 1),
  ),
  systematic(
    'block-never-unused',
    'no shared block is treated as unused',
    misreading(is('testUnused'), () => 0),
  ),
  systematic(
    'tail-always-continues',
    'every part is treated as continuing the remembered tail',
    misreading(is('tailIs'), () => 1),
  ),
  systematic(
    'tail-never-set',
    'the remembered tail is never filled',
    misreading(is('tailIsSet'), () => 0),
  ),
  systematic('leaf-read-as-none', 'large leaves are treated as empty entries when removing', {
    rewriter: misreading(
      (r, call) =>
        r.op === Op.read && (call.kind === CallKind.free || call.kind === CallKind.remove),
      leafAs(EntryClass.none),
    ),
  }),
  systematic('leaf-read-as-table', 'large leaves are treated as tables when removing', {
    rewriter: misreading(
      (r, call) =>
        r.op === Op.read &&
        r.level > Level.pte &&
        (call.kind === CallKind.free || call.kind === CallKind.remove),
      leafAs(EntryClass.table),
    ),
  }),
  systematic('leaf-overwritten', 'leaves are treated as empty entries when adding', {
    rewriter: misreading(
      (r, call) =>
        r.op === Op.read && (call.kind === CallKind.populate || call.kind === CallKind.add),
      leafAs(EntryClass.none),
    ),
  }),
];

const misplaced: readonly VmemMutant[] = [
  systematic('mark-page-short', 'one page less is marked as unused', {
    rewriter: replacing(
      (r): r is RequestOf<'markUnused'> => r.op === Op.markUnused && r.bytes > pageBytes,
      (r) => [{ ...r, bytes: r.bytes - pageBytes }],
    ),
  }),
  systematic('mark-whole-block', 'the whole block is marked as unused instead of the part', {
    rewriter: replacing(is('markUnused'), (r, call) => [
      { ...r, va: alignDown(r.va, pmdBytes(call)), bytes: pmdBytes(call) },
    ]),
  }),
  systematic('mark-used-at-block-start', 'the used part is marked at the start of the block', {
    rewriter: replacing(is('markUsed'), (r, call) => [
      { ...r, va: alignDown(r.va, pmdBytes(call)) },
    ]),
  }),
  systematic('mark-used-a-page-late', 'the used part is marked one page after its start', {
    rewriter: replacing(
      (r, call): r is RequestOf<'markUsed'> =>
        r.op === Op.markUsed && (r.va + pageBytes) % pmdBytes(call) !== 0,
      (r) => [{ ...r, va: r.va + pageBytes }],
    ),
  }),
  systematic('flush-one-page', 'only the first page of the range is flushed', {
    rewriter: replacing(is('flush'), (r) => [{ ...r, end: Math.min(r.end, r.start + pageBytes) }]),
  }),
  systematic('tail-a-page-early', 'the tail is remembered one page too early', {
    rewriter: replacing(
      (r, call): r is RequestOf<'setTail'> =>
        r.op === Op.setTail && r.va % pmdBytes(call) > pageBytes,
      (r) => [{ ...r, va: r.va - pageBytes }],
    ),
  }),
  systematic('count-wrong-way', 'leaves are subtracted from the counter when they are added', {
    rewriter: replacing(is('count'), (r) => [{ ...r, delta: -r.delta }]),
  }),
];

const results: readonly VmemMutant[] = [
  systematic('error-lost', 'every call returns 0', { result: () => 0 }),
];

export const systematicMutants: readonly VmemMutant[] = [
  ...dropped,
  ...repeated,
  ...moved,
  ...misread,
  ...misplaced,
  ...results,
];
