/** The coverage of a swarm, as text and as JSON. */
import { grouped, paragraph, plural } from '../../../text/paragraph.ts';
import type { CheckResult, SwarmScope } from '../result.ts';

export function swarmLines({ swarm }: CheckResult): string[] {
  if (swarm === undefined) return [];
  return [...swarm.flatMap((scope, index) => linesOf(scope, swarm.length, index)), ''];
}

function linesOf(scope: SwarmScope, count: number, index: number): string[] {
  const { searches, states, standardError, gains, forecast, occasions } = scope;
  const head = count === 1 ? 'Swarm     ' : `Swarm ${index + 1}   `;
  const seen = `${occasions.seen} of ${plural(occasions.all, 'occasion')}`;
  if (states === null) {
    return paragraph(
      `${plural(searches, 'search', 'searches')}, ${seen}; states of two searches cannot be compared here.`,
      head,
      '          ',
    );
  }
  const last = gains.at(-1) ?? 0;
  const error = (100 * standardError).toFixed(1);
  const more = forecast === null ? '' : `; as many again would add about ${grouped(forecast)}`;
  return paragraph(
    `${plural(searches, 'search', 'searches')}, about ${grouped(states)} distinct states (standard error ${error} %), ${seen}. The first search saw ${grouped(gains[0])}, the last one added ${grouped(last)}${more}.`,
    head,
    '          ',
  );
}

export function swarmJson({ swarm }: CheckResult): object {
  return swarm === undefined ? {} : { swarm };
}
