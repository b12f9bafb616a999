/** Identifies the known finding of a counterexample by executing it with each repair, not by its text. */

import { type BreakableClaim, brokenPart } from '../../../counterexample/broken-part.ts';
import { common } from '../../../model/masks.ts';
import { buildScope, buildScopeWith } from '../build-scope.ts';
import type { Scope } from '../environment/scope.ts';
import { execute } from '../execution/executor.ts';
import type { Feature, Features } from '../kernel/features.ts';
import { withFeatures } from '../kernel/hand-written.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { knownFindings, type VmemFinding } from './known-findings.ts';

/** Null for an unknown finding. */
export function knownFindingOf(
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
): VmemFinding | null {
  const scope = buildScope(counterexample.request);
  const facts = execute(scope, counterexample).operations.at(-1)?.facts ?? 0;
  // If another fact still breaks the same claim with the repair, it is another finding.
  const seen = { id: claim.id, violatedBy: common(claim.violatedBy, facts) };
  return knownFindings.find((finding) => shows(counterexample, seen, finding)) ?? null;
}

function shows(
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
  return repair === undefined || isRepaired(counterexample, claim, repair);
}

/** Readers run only if requested, so violations with readers belong to them. */
function hasRoles({ threads }: ScopeConfig, roles: VmemFinding['roles']): boolean {
  const takeTurns = threads.length > 1;
  return roles === undefined ? !takeTurns : roles.some((role) => threads.includes(role));
}

function isRepaired(
  counterexample: VmemCounterexample,
  claim: BreakableClaim,
  repair: Partial<Features>,
): boolean {
  const { request, turns } = counterexample;
  const { source } = buildScope(request).kernel;
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
