/** The origin of a violation, as JSON. */
import { type BisectResult, type Blame, firstBadOf, isOldest } from './result.ts';

export function bisectJson(result: BisectResult): unknown {
  const { file, counterexample, invariant, rows, blame, repaired, stop } = result;
  const blamed = (one: Blame) => ({ firstBad: firstBadOf(one), isOldest: isOldest(one), ...one });
  return {
    schema: 'tablewalk/bisect/1',
    file,
    revision: counterexample.request.revision,
    invariant: invariant.id,
    claim: invariant.claim,
    interrupted: stop?.limit === 'interrupted',
    limit: stop === null ? null : { kind: stop.limit, value: stop.value },
    revisions: rows,
    ...blamed(blame),
    repaired: repaired === null ? null : blamed(repaired),
  };
}
