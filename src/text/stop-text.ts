/** The reason why a search ended early, as text. */
import { formatBytes, grouped } from './paragraph.ts';

/** The reason as a noun. */
export const limitWords = {
  states: 'the limit of states',
  memory: 'the limit of memory',
  heap: 'a full JavaScript heap',
  depth: 'the limit of depth',
  time: 'the time limit',
  interrupted: 'an interrupt',
  'first-violation': 'the first violation',
  'all-violated': 'a violation of each named claim',
  'not-started': 'an earlier scope',
  'no-result': 'a job without a result',
  swarm: 'the end of the swarm',
  'not-understood': 'places of the C source that are not understood',
} as const;

/** The limit that ended a search early; `not-started` for scopes that it never reached. */
export interface Stop {
  readonly limit: keyof typeof limitWords;
  /** The value of the bound; null if it has none. */
  readonly value: number | null;
}

/** The same with its bound, if it has one: "the limit of states (1,000)". */
export function limitText({ limit, value }: Stop): string {
  const words = limitWords[limit];
  if (value === null || limit === 'interrupted') return words;
  if (limit === 'memory' || limit === 'heap') return `${words} (${formatBytes(value)})`;
  if (limit === 'time') return `${words} (${value / 1000} s)`;
  return `${words} (${grouped(value)})`;
}

/** For commands with an option that stops at the first violation. */
export function stopText(stop: Stop): string {
  const isAsked = stop.limit === 'first-violation' || stop.limit === 'all-violated';
  const asked = isAsked ? ', as requested' : '';
  return `stopped by ${limitText(stop)}${asked}`;
}

/** A field of JSON documents; none unless a search ended early. */
export function limitJson(stop: Stop | null): object {
  return stop === null ? {} : { limit: { kind: stop.limit, value: stop.value } };
}
