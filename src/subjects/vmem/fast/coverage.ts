/** Which steps and which of their answers a search met: the histories of the trie, told by kind. */

import type { BranchSite, StepCoverage } from '../../../model/step-coverage.ts';
import type { Scope } from '../environment/scope.ts';
import { CallKind, callNames, Op } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import type { Branch, HistoryTrie } from './trie.ts';

const opNames = new Map<number, string>(Object.entries(Op).map(([name, op]) => [op, name]));
const allocNames = ['table', 'block', 'page', 'altmap block', 'altmap page'] as const;

/** They return nothing, or ignore every error. */
const cannotFail: readonly (CallKind | undefined)[] = [CallKind.free, CallKind.remove];

/** Counts the histories at each kind of step, and those that went on with each of its answers. */
export function coverageOf(trie: HistoryTrie, scope: Scope): StepCoverage {
  const sites = new Map<string, { site: BranchSite; counts: number[] }>();
  const histories = new Map<string, number>();
  let open = 0;
  for (const branch of trie.branches()) {
    const { request, answers } = branch;
    const op = opNames.get(request.op) ?? '';
    histories.set(op, (histories.get(op) ?? 0) + 1);
    const within = branch.call === undefined ? 'the caller' : callNames[branch.call];
    const { what, words } = siteOf(branch, scope);
    const key = `${within} ${op} ${what}`;
    const counts = sites.get(key)?.counts ?? words.map(() => 0);
    const site = { within, step: op, what, answers: words.map((word) => ({ word, count: 0 })) };
    sites.set(key, { site, counts });
    let isOpen = false;
    for (const code of words.keys()) {
      if (wasMet(request, answers, code)) counts[code]++;
      else isOpen ||= words[code] !== '';
    }
    if (isOpen && request.op !== Op.return) open++;
  }
  // By name, because which history was met first may depend on who searched.
  const inOrder = [...sites].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    histories: Object.fromEntries(histories),
    open,
    sites: inOrder.map(([, { site, counts }]) => ({
      ...site,
      answers: site.answers
        .map(({ word }, code) => ({ word, count: counts[code] }))
        .filter(({ word }) => word !== ''),
    })),
  };
}

function wasMet(request: Branch['request'], answers: number, code: number): boolean {
  if (request.op === Op.return) return (request.arg === 0 ? 0 : 1) === code;
  return (answers & (1 << code)) !== 0;
}

/** What tells sites of one kind of step apart, and the answers that the machine of the scope can give. */
function siteOf(
  { request, call }: Branch,
  scope: Scope,
): { what: string; words: readonly string[] } {
  switch (request.op) {
    case Op.read:
    case Op.readEntry:
      return { what: levelNames[request.level], words: classesAt(request, scope) };
    case Op.scanTable:
      return { what: levelNames[request.level], words: ['in use', 'empty'] };
    case Op.alloc:
      return { what: allocNames[request.arg], words: ['fails', 'succeeds'] };
    case Op.testUnused:
      return { what: '', words: ['in use', 'all 0xFD'] };
    case Op.tailIsSet:
    case Op.tailIs:
    case Op.isOnline:
      return { what: '', words: ['no', 'yes'] };
    case Op.return:
      return { what: '', words: cannotFail.includes(call) ? ['0'] : ['0', 'an error'] };
    default:
      return { what: '', words: [] };
  }
}

/** Classes of entries by code; an empty word where the machine cannot have one. */
function classesAt({ level, va }: Branch['request'], { kernel }: Scope): readonly string[] {
  const { edat1, edat2, debugPagealloc, vmemmapStart } = kernel.machine;
  const isIdentity = va < vmemmapStart;
  const hasLeaf =
    level === Level.pte ||
    (level === Level.pmd && edat1 && !(isIdentity && debugPagealloc)) ||
    (level === Level.pud && edat2 && isIdentity && !debugPagealloc);
  return ['none', hasLeaf ? 'leaf' : '', level === Level.pte ? '' : 'table'];
}
