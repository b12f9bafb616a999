/** The swarm as a section of the page: progress, what its jobs found, and what went wrong. */
import { escaped } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';
import { type SwarmEvent, type SwarmStatus, statusText } from '../swarm/status.ts';
import type { SwarmView } from './swarm.ts';

/** The script of the page replaces what is inside when something changes. */
export function swarmSection(view: SwarmView): string[] {
  return [
    '<section aria-labelledby="swarm-head"><h2 id="swarm-head">Swarm</h2>',
    `<div id="swarm" data-events="/swarm/events">${swarmHtml(view)}</div>`,
    '</section>',
  ];
}

export function swarmHtml({ place, status, problem }: SwarmView): string {
  return [
    ...(problem === null ? [] : [`<p class="unreadable">✗ ${escaped(problem)}</p>`]),
    ...(status === null ? [] : statusHtml(place, status)),
  ].join('\n');
}

function statusHtml(place: string, status: SwarmStatus): string[] {
  const { command, jobs, done, failed, events } = status;
  const problems = events.flatMap(({ what, problem }) =>
    problem === null ? [] : [{ what, problem }],
  );
  return [
    `<p><code>${escaped(`tablewalk ${command.join(' ')}`)}</code> at ${escaped(place)}</p>`,
    `<progress aria-label="Jobs done" max="${Math.max(1, jobs)}" value="${done + failed}"></progress>`,
    `<p>${escaped(statusText(status))}</p>`,
    ...foundHtml(events),
    ...(problems.length === 0
      ? []
      : [
          `<h3>${plural(problems.length, 'job')} without an answer</h3><ul>`,
          ...problems.map(
            ({ what, problem }) => `<li class="unreadable">${escaped(`${what}: ${problem}`)}</li>`,
          ),
          '</ul>',
        ]),
  ];
}

/** A row for each claim that is violated, in the order in which the plan finds them. */
function foundHtml(events: readonly SwarmEvent[]): string[] {
  const jobsOf = new Map<string, string[]>();
  for (const { what, violated } of events) {
    for (const claim of violated) jobsOf.set(claim, [...(jobsOf.get(claim) ?? []), what]);
  }
  if (jobsOf.size === 0) return ['<p>No job has found a violation yet.</p>'];
  return [
    '<div class="scroll"><table class="verdicts"><thead><tr><th scope="col">Violated in</th><th scope="col">Claim</th><th scope="col">First job</th></tr></thead><tbody>',
    ...[...jobsOf].map(
      ([claim, jobs]) =>
        `<tr class="violated"><td>${plural(jobs.length, 'job')}</td><td><code>${escaped(claim)}</code></td><td>${escaped(jobs[0])}</td></tr>`,
    ),
    '</tbody></table></div>',
  ];
}
