/** Where a search ended early, in words. */
import type { Stop } from './check-result.ts';
import { formatBytes, grouped } from './paragraph.ts';

const stopWords: Readonly<Record<Stop['limit'], string>> = {
  states: 'the limit of states',
  memory: 'the limit of memory',
  heap: 'a full JavaScript heap',
  depth: 'the limit of depth',
  time: 'the time limit',
  interrupted: 'an interrupt',
  'first-violation': 'the first violation, as asked',
  'not-started': 'an earlier scope',
};

export function stopText({ limit, value }: Stop): string {
  const words = stopWords[limit];
  if (value === null || limit === 'interrupted') return `stopped by ${words}`;
  if (limit === 'memory' || limit === 'heap') return `stopped by ${words} (${formatBytes(value)})`;
  if (limit === 'time') return `stopped by ${words} (${value / 1000} s)`;
  return `stopped by ${words} (${grouped(value)})`;
}
