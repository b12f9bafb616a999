/** Steps of a walk: on tables, and on what their entries name. */
import { type Answer, EntryClass, type RequestOf } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import { type AnswerSite, entryText, type StepRows, Trait } from './step-row.ts';

/** By EntryClass. */
export const classNames = ['empty', 'a leaf', 'a table'] as const;
/** By AllocKind. */
const allocationNames = ['table', 'block', 'page', 'altmap block', 'altmap page'] as const;

const writes = 'Writes an entry: its addresses now translate.';
const frees = 'Returns memory to the allocator, which may hand it out again immediately.';
/** Boot memory is not returned. */
const freesNothing = () => 'free: no effect during boot';
const levelOf = ({ level }: RequestOf<'read' | 'scanTable'>) => levelNames[level];

/** Classes of entries; those that the machine cannot have are empty. */
export function entryClasses({
  request: { level, va },
  machine,
}: AnswerSite<'read' | 'readEntry'>): readonly string[] {
  const { edat1, edat2, debugPagealloc, vmemmapStart } = machine;
  const isIdentity = va < vmemmapStart;
  const hasLeaf =
    level === Level.pte ||
    (level === Level.pmd && edat1 && !(isIdentity && debugPagealloc)) ||
    (level === Level.pud && edat2 && isIdentity && !debugPagealloc);
  return ['none', hasLeaf ? 'leaf' : '', level === Level.pte ? '' : 'table'];
}

function allocPurpose(_: RequestOf<'alloc'>, answer: Answer | null): string {
  return answer === 0
    ? 'There is no memory. The caller must get an error, and the work so far must be undone.'
    : 'Allocates memory. The thread holds it until an entry names it.';
}

export const walkSteps = {
  read: {
    kind: 'read',
    does: 'read an entry',
    purpose: 'Reads one entry to decide what to do with it.',
    traits: Trait.usesTable | Trait.mergesUnderMutex | Trait.readsTables,
    text: (request, answer) =>
      `read ${entryText(request)}: ${classNames[answer ?? EntryClass.none]}`,
    pending: (request) => `read ${entryText(request)}`,
    site: levelOf,
    answers: entryClasses,
    needs: [],
  },
  follow: {
    kind: 'follow',
    does: 'follow an entry to a table',
    purpose: 'Goes from an entry to the table that it names.',
    traits: Trait.usesTable | Trait.mergesUnderMutex | Trait.readsTables,
    text: (request) => `follow ${entryText(request)}`,
    pending: (request) => `follow ${entryText(request)}`,
    needs: [],
  },
  scanTable: {
    kind: 'scan-table',
    does: 'test whether a table is empty',
    purpose: 'Tests whether a table has become empty and can be freed.',
    traits: Trait.usesTable | Trait.mergesUnderMutex | Trait.readsTables,
    text: ({ level }, answer) =>
      `scan the ${levelNames[level]} table: ${answer === 1 ? 'all empty' : 'in use'}`,
    pending: 'scan a table',
    site: levelOf,
    answers: () => ['in use', 'empty'],
    needs: ['emptyTables'],
  },
  alloc: {
    kind: 'alloc',
    does: 'allocate',
    purpose: allocPurpose,
    traits: 0,
    pending: 'allocate memory',
    site: ({ what }) => allocationNames[what],
    answers: () => ['fails', 'succeeds'],
    needs: [],
  },
  setTable: {
    kind: 'set',
    does: 'link a table',
    purpose: writes,
    traits: Trait.usesTable,
    pending: (request) => `set ${entryText(request)}`,
    needs: [],
  },
  setIdentity: {
    kind: 'set',
    does: 'write a leaf of the identity mapping',
    purpose: writes,
    traits: Trait.usesTable,
    text: (request) => `set ${entryText(request)} -> identity, as it was`,
    pending: (request) => `set ${entryText(request)}`,
    needs: ['identity'],
  },
  setMemmap: {
    kind: 'set',
    does: 'write a leaf of the memmap',
    purpose: writes,
    traits: Trait.usesTable,
    pending: (request) => `set ${entryText(request)}`,
    needs: ['memmap'],
  },
  clear: {
    kind: 'clear',
    does: 'clear an entry',
    purpose: 'Empties an entry. A TLB may hold the old translation until the next flush.',
    traits: Trait.usesTable,
    pending: (request) => `clear ${entryText(request)}`,
    needs: ['removal'],
  },
  freeTable: {
    kind: 'free',
    does: 'free a table',
    purpose: frees,
    traits: Trait.usesTable,
    text: freesNothing,
    pending: (request) => `free the table of ${entryText(request)}`,
    needs: ['emptyTables', 'freeBeforeFlush'],
  },
  freeMemmap: {
    kind: 'free',
    does: 'free memmap',
    purpose: frees,
    traits: Trait.usesTable,
    text: freesNothing,
    pending: (request) => `free the memmap of ${entryText(request)}`,
    needs: ['memmap', 'freedMemmap', 'freeBeforeFlush'],
  },
  freeHeld: {
    kind: 'free',
    does: 'free after the flush',
    purpose: frees,
    traits: 0,
    text: freesNothing,
    pending: (request) => `free what ${entryText(request)} named`,
    needs: ['freeAfterFlush'],
  },
  replaceLeaf: {
    kind: 'set',
    does: 'split a large leaf',
    purpose: 'Replaces a large leaf with a table of smaller leaves; the same addresses translate.',
    traits: Trait.usesTable,
    pending: (request) => `set ${entryText(request)}`,
    needs: ['splits'],
  },
} as const satisfies StepRows;
