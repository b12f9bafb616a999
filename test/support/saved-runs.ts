/** Requests and comparisons for the checkpoint tests. */
import type { CliRun } from './fake-io.ts';

/** A search of hundreds of states. */
export const oneScope = ['check', '--fail-allocs', '1', '--json', '--no-files'];

/** The report, without times and the command line. */
export function reported({ exitCode, stdout }: CliRun): unknown {
  const { request, scopes, seconds, searchSeconds, statesPerSecond, ...document } =
    JSON.parse(stdout);
  const searched = scopes.map((scope: { seconds: number }) => ({ ...scope, seconds: 0 }));
  return { exitCode, ...document, scopes: searched, request: { ...request, command: '' } };
}
