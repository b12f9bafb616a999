/**
 * The findings of vmem.c: identifies the one of a counterexample by executing it with each repair, not by its
 * text.
 */
import { type BreakableClaim, brokenPart } from '../../../counterexample/judge-execution.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { common } from '../../../model/masks.ts';
import type { SubjectFindings } from '../../../subject/findings.ts';
import { buildScope, buildScopeWith } from '../build-scope.ts';
import type { Scope } from '../environment/scope.ts';
import { execute } from '../execution/executor.ts';
import type { Feature, Features } from '../kernel/features.ts';
import { withFeatures } from '../kernel/hand-written.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import { revisions } from '../kernel/revisions.ts';
import { findText, isTextName } from '../kernel/text-revisions.ts';
import { CSource } from '../kernel-c/c-source.ts';
import { knownRevision } from '../kernel-c/known-texts.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { defaultRevision } from '../scope/presets.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { knownFindings, type VmemFinding } from './known-findings.ts';

export const vmemFindings: SubjectFindings = {
  all: knownFindings,
  of(counterexample: VmemCounterexample, invariant: Invariant) {
    if (!isTextName(counterexample.request.revision)) {
      return knownFindingOf(counterexample, invariant);
    }
    // A finding is identified by its repair, which cannot be applied to a C source. The claim alone does not
    // show its cause, so a story that no revision has is not a known finding.
    const alike = onAlikeRevision(counterexample);
    const found = alike === null ? null : knownFindingOf(alike, invariant);
    if (found === null || alike === null) return null;
    return { ...found, title: `${found.title} (as in ${alike.request.revision})` };
  },
  untitled: (revision) =>
    isTextName(revision)
      ? 'in this C source; no revision has this story'
      : 'not among the findings of docs/FINDINGS.md',
};

/** The counterexample on a revision with the same events, nearest first; null if there is none. */
function onAlikeRevision(counterexample: VmemCounterexample): VmemCounterexample | null {
  const { request } = counterexample;
  const own = eventsOf(counterexample);
  for (const revision of candidatesFor(request.revision)) {
    const same = { ...counterexample, request: { ...request, revision } };
    if (eventsOf(same) === own) return same;
  }
  return null;
}

/** Our proposals are not texts that users edit. */
function candidatesFor(name: string): string[] {
  const source = findText(name);
  const known = source instanceof CSource ? knownRevision(source.blob) : undefined;
  const posted = revisions.filter(({ origin }) => origin !== 'own');
  const names = posted.map((revision) => revision.name).reverse();
  return [...new Set([...(known === undefined ? [] : [known]), defaultRevision, ...names])];
}

/** The events of an execution that both machines and recordings observe. */
function eventsOf(counterexample: VmemCounterexample): string {
  const { operations, divergence } = execute(buildScope(counterexample.request), counterexample, {
    recorderFor: () => new OperationRecorder(),
  });
  const calls = operations.map((part) =>
    part.calls.map(({ kind, range, result, events, factsAt }) => [
      kind,
      range,
      result,
      events,
      factsAt,
    ]),
  );
  return JSON.stringify([calls, divergence]);
}

/** Null for an unknown finding. */
export function knownFindingOf(
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
): VmemFinding | null {
  const scope = buildScope(counterexample.request);
  const facts = execute(scope, counterexample).operations.at(-1)?.facts ?? 0;
  // If another fact still breaks the same claim with the repair, it is another finding.
  const seen = { id: claim.id, violatedBy: common(claim.violatedBy, facts) };
  return knownFindings.find((finding) => shows(scope, counterexample, seen, finding)) ?? null;
}

function shows(
  { kernel }: Scope,
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
  finding: VmemFinding,
): boolean {
  const { request, operations } = counterexample;
  const { claims, contract, roles, afterFailure, repair, elsewhere } = finding;
  const isAfterFailure = (operations.at(-1)?.failed.length ?? 0) > 0;
  if (!claims.includes(claim.id)) return false;
  if (contract !== undefined && contract !== request.contract) return false;
  if (!hasRoles(request, roles)) return false;
  if (afterFailure !== undefined && afterFailure !== isAfterFailure) return false;
  if (elsewhere !== undefined) {
    return !breaksClaim(buildScope({ ...request, ...elsewhere }), counterexample, claim);
  }
  return repair === undefined || isRepaired(kernel, counterexample, claim, repair);
}

/** Readers run only if requested, so violations with readers belong to them. */
function hasRoles({ threads }: ScopeConfig, roles: VmemFinding['roles']): boolean {
  const takeTurns = threads.length > 1;
  return roles === undefined ? !takeTurns : roles.some((role) => threads.includes(role));
}

function isRepaired(
  { source }: KernelContext,
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
  repair: Partial<Features>,
): boolean {
  const { request, turns } = counterexample;
  const lacks = Object.entries(repair).some(
    ([name, isOn]) => source.does(name as Feature) !== isOn,
  );
  if (!lacks) return false;
  // With other steps the threads would interleave differently, so the schedule proves nothing about
  // the repair.
  if (turns !== undefined) return true;
  return !breaksClaim(buildScopeWith(request, withFeatures(source, repair)), counterexample, claim);
}

/** An operation that is no longer possible ends the path to the violation. */
function breaksClaim(
  scope: Scope,
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
): boolean {
  return brokenPart(claim, execute(scope, counterexample)) >= 0;
}
