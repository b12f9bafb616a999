/** The steps and answers that a search reached: the histories of the trie, counted by kind. */

import type { BranchSite, StepCoverage } from '../../../model/step-coverage.ts';
import type { Scope } from '../environment/scope.ts';
import { callNames, Op, type Request } from '../kernel/request.ts';
import { stepNameOf, steps } from '../steps/steps.ts';
import type { StepTrie } from './step-trie.ts';

/** Counts the histories at each kind of step, and those that continued with each of its answers. */
export function coverageOf(trie: StepTrie, scope: Scope): StepCoverage {
  const sites = new Map<string, { site: BranchSite; counts: number[] }>();
  const histories = new Map<string, number>();
  const taken = new Set<number>();
  let open = 0;
  for (const branch of trie.branches()) {
    const { request, answers } = branch;
    taken.add(trie.operationOf[branch.node]);
    const call = trie.callOf(branch.node);
    const step = stepNameOf(request.op);
    const row = steps[step];
    histories.set(step, (histories.get(step) ?? 0) + 1);
    const within = call === undefined ? 'the caller' : callNames[call];
    const what = row.site?.(request) ?? '';
    const words = row.answers?.({ request, machine: scope.kernel.machine, call }) ?? [];
    const key = `${within} ${step} ${what}`;
    const counts = sites.get(key)?.counts ?? words.map(() => 0);
    const site = { within, step, what, answers: words.map((word) => ({ word, count: 0 })) };
    sites.set(key, { site, counts });
    let isOpen = false;
    for (const code of words.keys()) {
      if (isAnswered(request, answers, code)) counts[code]++;
      else isOpen ||= words[code] !== '';
    }
    if (isOpen && request.op !== Op.return) open++;
  }
  // By name: the order of discovery of histories depends on the workers.
  const inOrder = [...sites].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    histories: Object.fromEntries(histories),
    open,
    dependent: Object.fromEntries(
      scope.operations.flatMap(({ label, requires }, number) =>
        requires.some(({ live }) => live) ? [[label, taken.has(number)]] : [],
      ),
    ),
    sites: inOrder.map(([, { site, counts }]) => ({
      ...site,
      answers: site.answers
        .map(({ word }, code) => ({ word, count: counts[code] }))
        .filter(({ word }) => word !== ''),
    })),
  };
}

function isAnswered(request: Request, answers: number, code: number): boolean {
  if (request.op === Op.return) return (request.result === 0 ? 0 : 1) === code;
  return (answers & (1 << code)) !== 0;
}
