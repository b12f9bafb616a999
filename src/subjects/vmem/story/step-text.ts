/** A step in kernel words: the event that it caused, or, for a step that nobody sees, what was asked. */
import {
  type Answer,
  EntryClass,
  lockNames,
  Op,
  ReadAnswer,
  type Request,
} from '../kernel/request.ts';
import type { RecordedEvent } from '../machine/events.ts';
import { levelNames } from '../machine/geometry.ts';
import { eventLineWith } from './narrate.ts';

/** Words for what a step is; stable, part of the format. */
export const stepKinds = {
  [Op.lock]: 'lock',
  [Op.unlock]: 'unlock',
  [Op.read]: 'read',
  [Op.follow]: 'follow',
  [Op.scanTable]: 'scan-table',
  [Op.alloc]: 'alloc',
  [Op.setTable]: 'set',
  [Op.setIdentity]: 'set',
  [Op.setMemmap]: 'set',
  [Op.clear]: 'clear',
  [Op.freeTable]: 'free',
  [Op.freeMemmap]: 'free',
  [Op.markUnused]: 'mark-unused',
  [Op.markUsed]: 'mark-used',
  [Op.testUnused]: 'test-unused',
  [Op.tailIsSet]: 'test-tail',
  [Op.tailIs]: 'test-tail',
  [Op.markTail]: 'mark-unused',
  [Op.setTail]: 'set-tail',
  [Op.flush]: 'flush',
  [Op.count]: 'count',
  [Op.warn]: 'warn',
  [Op.call]: 'call',
  [Op.return]: 'return',
  [Op.writeMemmap]: 'write-memmap',
  [Op.freeHeld]: 'free',
  [Op.readEntry]: 'read',
  [Op.rewriteLeaf]: 'set',
  [Op.isOnline]: 'test-online',
  [Op.touchMemmap]: 'read-memmap',
  [Op.takeFrame]: 'alloc',
  [Op.loadStatic]: 'load-static',
  [Op.setStatic]: 'set-static',
  [Op.fault]: 'fault',
  [Op.replaceLeaf]: 'set',
} as const satisfies Record<Op, string>;

export type StepKind = (typeof stepKinds)[Op];

const classNames = {
  [EntryClass.none]: 'empty',
  [EntryClass.leaf]: 'a leaf',
  [EntryClass.table]: 'a table',
} as const;

/** Static variables of a C text have numbers here; their names are those of the text. */
function staticText(number: number): string {
  return number === 0 ? 'unused_pmd_start' : `static variable ${number}`;
}

/** A step that is no call and no return. */
export function stepText(
  request: Readonly<Request>,
  answer: Answer | null,
  events: readonly RecordedEvent[],
): string {
  if (events.length > 0) {
    const problem = request.stack?.problem ?? null;
    return events.map((event) => eventLineWith(problem, event)).join('; ');
  }
  const { op, level, va } = request;
  const entry = `${levelNames[level]} 0x${va.toString(16)}`;
  switch (op) {
    case Op.read:
      return `read ${entry}: ${classNames[answer as keyof typeof classNames]}`;
    case Op.follow:
      return `follow ${entry}`;
    case Op.readEntry:
      return `read ${entry} without a lock: ${classNames[Math.min(answer ?? 0, ReadAnswer.table) as 0 | 1 | 2]}`;
    case Op.rewriteLeaf:
      return `write ${entry} anew, with other protection`;
    case Op.isOnline:
      return `is 0x${va.toString(16)} the memmap of an online section: ${answer === 1 ? 'yes' : 'no'}`;
    case Op.touchMemmap:
      return `use the struct page at 0x${va.toString(16)}`;
    case Op.takeFrame:
      return 'get a page from the allocator: any that is free';
    case Op.lock:
    case Op.unlock:
      return `${op === Op.lock ? 'take' : 'release'} ${lockNames[request.arg]}`;
    case Op.scanTable:
      return `look through the ${levelNames[level]} table: ${answer === 1 ? 'all empty' : 'in use'}`;
    case Op.tailIsSet:
      return `is unused_pmd_start set: ${answer === 1 ? 'yes' : 'no'}`;
    case Op.tailIs:
      return `is unused_pmd_start 0x${va.toString(16)}: ${answer === 1 ? 'yes' : 'no'}`;
    case Op.setTail:
      return `unused_pmd_start = ${va === 0 ? 'none' : `0x${va.toString(16)}`}`;
    case Op.loadStatic:
      return `load ${staticText(request.arg)}: ${answer === null ? '?' : `0x${answer.toString(16)}`}`;
    case Op.setStatic:
      return `${staticText(request.arg)} = 0x${va.toString(16)}`;
    case Op.setIdentity:
      return `set ${entry} -> identity, as it was`;
    case Op.freeTable:
    case Op.freeMemmap:
    case Op.freeHeld:
      return 'free: nothing happens before boot is over';
    default:
      return `${stepKinds[op]}: nothing to do`;
  }
}

/** A step that is not taken yet, in the words of the one that will be. */
export function pendingText(request: Readonly<Request>): string {
  const { op, level, va, arg } = request;
  const entry = `${levelNames[level]} 0x${va.toString(16)}`;
  switch (op) {
    case Op.lock:
    case Op.unlock:
      return `${op === Op.lock ? 'take' : 'release'} ${lockNames[arg]}`;
    case Op.read:
    case Op.readEntry:
      return `read ${entry}`;
    case Op.follow:
      return `follow ${entry}`;
    case Op.setTable:
    case Op.setIdentity:
    case Op.setMemmap:
    case Op.replaceLeaf:
      return `set ${entry}`;
    case Op.clear:
      return `clear ${entry}`;
    case Op.freeTable:
      return `free the table of ${entry}`;
    case Op.freeMemmap:
      return `free the memmap of ${entry}`;
    case Op.freeHeld:
      return `free what ${entry} named`;
    case Op.rewriteLeaf:
      return `write ${entry} anew`;
    case Op.flush:
      return `flush TLB 0x${va.toString(16)}-0x${arg.toString(16)}`;
    case Op.markUnused:
    case Op.markUsed:
    case Op.writeMemmap:
      return `memset 0x${va.toString(16)}`;
    case Op.testUnused:
      return `scan 0x${va.toString(16)}`;
    case Op.touchMemmap:
      return `use the struct page at 0x${va.toString(16)}`;
    case Op.isOnline:
      return `is 0x${va.toString(16)} the memmap of an online section`;
    default:
      return pendingWords[op];
  }
}

/** Of what has no address that helps. */
const pendingWords = {
  [Op.loadStatic]: 'load a static variable',
  [Op.setStatic]: 'set a static variable',
  [Op.scanTable]: 'look through a table',
  [Op.alloc]: 'allocate memory',
  [Op.tailIsSet]: 'look at unused_pmd_start',
  [Op.tailIs]: 'look at unused_pmd_start',
  [Op.markTail]: 'fill the unused tail with 0xFD',
  [Op.setTail]: 'write unused_pmd_start',
  [Op.count]: 'count direct-map leaves',
  [Op.warn]: 'warn',
  [Op.call]: 'call',
  [Op.return]: 'return',
  [Op.takeFrame]: 'get a page from the allocator',
  [Op.fault]: 'end with a fault',
} as const;
