/** A comparison of two revisions as JSON. */
import type { Subject } from '../../subject/subject.ts';
import { limitJson } from '../../text/stop-text.ts';
import type { DiffResult } from './result.ts';
import { assumptionWords, isWholePair, pairHints, pairsOf } from './text.ts';

export function diffJson(subject: Subject, result: DiffResult): unknown {
  const { scopes } = subject;
  const { found, stop } = result;
  return {
    schema: 'tablewalk/diff/1',
    tool: result.version,
    verdict: result.verdict,
    a: result.a,
    b: result.b,
    compared: { events: result.options.events, strictMarks: result.options.strictMarks },
    pairs: pairsOf(result),
    transitions: result.scopes.reduce((sum, { transitions }) => sum + transitions, 0),
    closed: isWholePair(subject, result),
    seconds: result.elapsedMs / 1000,
    scope: found === null ? null : scopes.toJson(found.scope),
    operations: found?.operations ?? [],
    differences: found?.differences ?? [],
    assumptions: assumptionWords(subject, result),
    ...limitJson(stop),
    interrupted: stop?.limit === 'interrupted',
    hints: pairHints(subject, result),
    scopes: result.scopes.map(({ scope, stop: scopeStop, ...counts }) => ({
      scope: scopes.toJson(scope),
      ...counts,
      ...limitJson(scopeStop),
    })),
    request: { command: result.command, preset: result.preset },
  };
}
